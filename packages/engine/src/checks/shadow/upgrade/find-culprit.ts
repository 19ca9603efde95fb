import type { MigrationSet, ParsedScript, RepeatableScript, VersionedMigration } from '../../../migrations/migration';
import { namedObjects } from '../../../migrations/units/named-objects';
import type { SchemaDifference } from '../../../schema';
import { type Location, locateOffset } from '../../../sql/text/positions';
import type { Parse } from '../../scripts/check-scripts';
import type { UpgradePlan } from './plan-upgrade';

/** A script because of which an upgraded database is not a fresh one, and how. */
export interface Culprit {
  readonly id: string;
  readonly path: string;
  /** The statement that names the object. */
  readonly location?: Location;
  readonly how: /** Its new text does not do on what is there what it does in a fresh database. */
    | 'edited'
    /** It would not make any more what it made. */
    | 'deleted'
    /** It ran ahead of the new migrations, and does not run again. */
    | 'not-repeated'
    /** A migration that comes in another place than in a fresh run, or works on what differs already. */
    | 'migration';
}

/**
 * The script that a difference comes from: of those that name the object the one that was edited, else one whose file is
 * gone, else one that ran too early, else a migration. An edited one is known by what it named before, too. Undefined: none
 * names it. Pure.
 */
export function findCulprit(
  { id, on }: SchemaDifference,
  { before, versioned, after, deleted }: UpgradePlan,
  set: MigrationSet,
  parse: Parse,
): Culprit | undefined {
  const words = new Set(withoutSchema(wordsOf(on ?? id)));
  const of = new Set(wordsOf(on ?? ''));
  const own = new Set(on === undefined ? words : wordsOf(id).filter((word) => !of.has(word)));
  const edited = [...before, ...after].map(({ file, before: was }) => ({
    culprit: culpritOf(file, 'edited'),
    texts: [parse(file.script), ...(was ? [parse(was.script)] : [])],
  }));
  const gone = deleted.map((file) => ({ culprit: culpritOf(file, 'deleted'), texts: [parse(file.script)] }));
  const early = set.after.map((file) => ({ culprit: culpritOf(file, 'not-repeated'), texts: [parse(file.script)] }));
  const migrations = versioned.map((migration) => ({
    culprit: culpritOfMigration(migration),
    texts: [parse(migration.up)],
  }));
  for (const group of [edited, gone, early, migrations]) {
    const scored = group.map((each) => ({ ...each, score: scoreOf(each.texts, words, own) }));
    const best = scored.reduce<(typeof scored)[number] | undefined>(
      (top, each) => (each.score > (top?.score ?? 0) ? each : top),
      undefined,
    );
    if (best) return located(best.culprit, best.texts[0], words);
  }
  return undefined;
}

function culpritOf({ id, script }: RepeatableScript, how: Culprit['how']): Culprit {
  return { id, path: script.path, how };
}

function culpritOfMigration({ id, up }: VersionedMigration): Culprit {
  return { id, path: up.path, how: 'migration' };
}

/** Names in what the snapshot calls an object: `public.users`, `public.add(integer, integer)`, `mine on public.users`. */
function wordsOf(id: string): readonly string[] {
  const named = id.replace(/\(.*$/s, '');
  return [...named.matchAll(/"((?:[^"]|"")+)"|[\p{L}_][\p{L}\p{N}_$]*/gu)].map(
    ([word, quoted]) => quoted?.replaceAll('""', '"') ?? word,
  );
}

/** It names everything in it. */
function withoutSchema(words: readonly string[]): readonly string[] {
  return words.length > 1 ? words.slice(1) : words;
}

/** How much of it a script names: a part that differs says more than what it is a part of. */
function scoreOf(texts: readonly ParsedScript[], words: ReadonlySet<string>, own: ReadonlySet<string>): number {
  const names = new Set(texts.flatMap(namedObjects).map(({ name }) => name));
  const count = (wanted: ReadonlySet<string>) => [...wanted].filter((word) => names.has(word)).length;
  return 10 * count(own) + count(words);
}

function located(culprit: Culprit, parsed: ParsedScript | undefined, words: ReadonlySet<string>): Culprit {
  const text = parsed?.script.text;
  if (!parsed || !text || culprit.how === 'deleted') return culprit;
  const statement = parsed.statements.find((each) =>
    namedObjects({ ...parsed, statements: [each] }).some(({ name }) => words.has(name)),
  );
  return statement ? { ...culprit, location: locateOffset(text, statement.start) } : culprit;
}
