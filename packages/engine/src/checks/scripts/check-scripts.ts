import { describeError } from '../../apply/failures/describe-error';
import { EngineError, errorCatalogue } from '../../errors';
import type { MigrationSet, ParsedScript, Script, VersionedMigration } from '../../migrations/migration';
import type { LocatedProblem } from '../../migrations/units/large-script';
import type { SqlProblem } from '../../sql/statements/statement';
import { describeExcerpt } from '../../sql/text/describe-excerpt';
import { locateOffset } from '../../sql/text/positions';
import { type Finding, findingOfError } from '../finding';
import { checkDown, type DownsExpected } from './check-down';
import { checkVerify } from './check-verify';

/** Splits and classifies a script. */
export type Parse = (script: Script) => ParsedScript;

/** Parses every script of a project, up, down and verify, and looks for downs that are missing or empty. */
export function checkScripts(
  set: MigrationSet,
  parse: Parse,
  expected: DownsExpected = { downs: 'expected' },
): readonly Finding[] {
  const { before, versioned, after, testData } = set;
  return [
    ...before.flatMap(({ id, script }) => findUnparsable(parse(script), id)),
    ...versioned.flatMap((migration) => checkMigration(migration, parse, expected)),
    ...[...after, ...testData].flatMap(({ id, script }) => findUnparsable(parse(script), id)),
  ];
}

function checkMigration(migration: VersionedMigration, parse: Parse, expected: DownsExpected): readonly Finding[] {
  const { id } = migration;
  const up = parse(migration.up);
  return [
    ...findUnparsable(up, id),
    ...withScript(migration, 'down', (script) => {
      const down = script && parse(script);
      const isParsed = [up, down].every((parsed) => !parsed || parsed.problems.length === 0);
      return [...(down ? findUnparsable(down, id) : []), ...(isParsed ? checkDown(migration, up, down, expected) : [])];
    }),
    ...checkVerifyScript(migration, parse),
  ];
}

/** What is wrong in the verify.sql of a migration, if it has one. */
export function checkVerifyScript(migration: VersionedMigration, parse: Parse): readonly Finding[] {
  return withScript(migration, 'verify', (script) => {
    if (!script) return [];
    const verify = parse(script);
    return [...findUnparsable(verify, migration.id), ...checkVerify(verify, migration.id)];
  });
}

/** What is found in a script that is read only now; or that it cannot be read. */
function withScript(
  migration: VersionedMigration,
  role: 'down' | 'verify',
  check: (script: Script | undefined) => readonly Finding[],
): readonly Finding[] {
  let script: Script | undefined;
  try {
    script = migration[role]();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return [
      findingOfError('scripts', describeError(error), { id: migration.id, path: `${migration.path}/${role}.sql` }),
    ];
  }
  return check(script);
}

function findUnparsable({ script, problems }: ParsedScript, id: string): readonly Finding[] {
  return problems.map((problem) => {
    const { code, message } = problem;
    const location = locate(script, problem);
    return {
      severity: 'error',
      check: 'scripts',
      code,
      message: `${message}.`,
      ids: [id],
      path: script.path,
      ...location,
      ...(script.text && location && { excerpt: describeExcerpt(script.text, location) }),
      hint: errorCatalogue[code].whatToDo,
    };
  });
}

/** A script over 8 MB is not in memory: whoever read it says the place. */
function locate({ text }: Script, problem: SqlProblem | LocatedProblem) {
  return 'location' in problem ? problem.location : text && locateOffset(text, problem.offset);
}
