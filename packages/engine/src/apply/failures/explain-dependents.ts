import type { ErrorReport } from '../../errors';
import type { Script } from '../../migrations/migration';
import type { MigrationStatus, Step } from '../../plan/plan';
import { cutName } from '../../sql/names/cut-name';
import { readLeadingTokens, readName } from '../../sql/statements/leading-tokens';
import { splitStatements } from '../../sql/statements/split-statements';

/**
 * The error of a step, with a hint that names the repeatable script when an object that one made depends on what the
 * step would drop or alter: the server tells the object, and only the files tell where it comes from. Pure.
 */
export function explainDependents(error: ErrorReport, step: Step, statuses: readonly MigrationStatus[]): ErrorReport {
  const { detail } = error.fields;
  if (typeof detail !== 'string' || !isAboutDependents(error)) return error;
  const lines = detail.split('\n');
  const found = statuses.flatMap(({ file }) =>
    file?.kind === 'repeatable'
      ? listCreated(file.script)
          .filter((object) => lines.some((line) => isDependent(line, object)))
          .map((object) => ({ ...object, path: file.script.path }))
      : [],
  );
  if (found.length === 0) return error;
  const made = found.map(({ path, kind, name }) => `${path} made ${kind} ${name}`).join(', ');
  return {
    ...error,
    hint: `${made}: drop it first in ${step.path}. The script makes it again once it is edited, or when it begins with \`-- pgrestify: run always\`.`,
    fields: { ...error.fields, scripts: [...new Set(found.map(({ path }) => path))] },
  };
}

/** `dependent_objects_still_exist`, and an ALTER of a column that a view uses, which the server calls not supported. */
function isAboutDependents({ sqlState }: ErrorReport): boolean {
  return sqlState === '2BP01' || sqlState === '0A000';
}

interface CreatedObject {
  /** In the server's words: `materialized view`. */
  readonly kind: string;
  /** Without its schema, as the catalog has it. */
  readonly name: string;
}

const kinds = [
  'VIEW',
  'FUNCTION',
  'PROCEDURE',
  'AGGREGATE',
  'TRIGGER',
  'POLICY',
  'RULE',
  'TABLE',
  'TYPE',
  'DOMAIN',
  'SEQUENCE',
] as const;

/** What the CREATE statements of a script make. A script over 8 MB is not looked into. */
function listCreated({ text }: Script): readonly CreatedObject[] {
  if (!text) return [];
  return splitStatements(text).statements.flatMap((statement) => {
    if (statement.words[0] !== 'CREATE') return [];
    const tokens = readLeadingTokens(text, statement);
    const at = tokens.findIndex(({ word }) => kinds.some((kind) => kind === word));
    const rest = tokens.slice(at + 1);
    const name = at < 0 ? undefined : readName(rest[0]?.word === 'IF' ? rest.slice(3) : rest);
    if (name === undefined) return [];
    const kind = (tokens[at]?.word ?? '').toLowerCase();
    const isMaterialized = tokens[at - 1]?.word === 'MATERIALIZED';
    return [{ kind: isMaterialized ? `materialized ${kind}` : kind, name: lastPart(name) }];
  });
}

/** Whether a line of the detail says that this object depends on something: `view v depends on column a of table t`. */
function isDependent(line: string, { kind, name }: CreatedObject): boolean {
  const [dependent, ...others] = line.split(' depends on ');
  // Of a server that speaks another language only the names are understood.
  if (dependent === undefined || others.length === 0) return readIdentifiers(line).includes(name);
  // A view is its _RETURN rule, as far as the server is concerned.
  const subject = dependent.replace(/^rule _RETURN on /, '');
  return subject.startsWith(`${kind} `) && readIdentifiers(subject.slice(kind.length))[0] === name;
}

/** Identifiers in a text of the server, without their schemas and quotes. */
function readIdentifiers(text: string): readonly string[] {
  return (text.match(/(?:"(?:[^"]|"")+"|[^\s".,():;«»„“]+)(?:\.(?:"(?:[^"]|"")+"|[^\s".,():;«»„“]+))*/g) ?? []).map(
    lastPart,
  );
}

/** `public."My View"` → `My View`, `V` → `v`; cut as the server does. */
function lastPart(name: string): string {
  const part = /("(?:[^"]|"")+"|[^".]+)$/.exec(name)?.[1] ?? name;
  return cutName(part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase());
}
