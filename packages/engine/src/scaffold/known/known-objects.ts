import { compareMigrations, parseVersion } from '../../migrations/version';
import { splitStatements } from '../../sql/statements/split-statements';
import { locateOffset } from '../../sql/text/positions';
import { type Change, type QualifiedName, readChanges } from './read-change';
import { readStatementTokens, type StatementToken } from './statement-tokens';

/** A script of a project. */
export interface KnownScript {
  /** Relative to the workspace. */
  readonly path: string;
  readonly text: string;
}

/** The scripts of a project, as far as they make what stays. */
export interface KnownScripts {
  /** `functions` and `schemas`, in the order in which they run. */
  readonly before: readonly KnownScript[];
  /** The up.sql of each migration, with its id, in any order. */
  readonly migrations: readonly (KnownScript & { readonly id: string })[];
  readonly after: readonly KnownScript[];
}

/** What the scripts of a project make. Names are as generators write them; the place is `path:line:column`. */
export interface KnownObjects {
  /** Where a table, view, sequence or index of that name in `public` is made; undefined: nowhere. */
  readonly relation: (name: string) => string | undefined;
  readonly column: (table: string, column: string) => string | undefined;
  readonly constraint: (table: string, constraint: string) => string | undefined;
}

interface Known {
  readonly place: string;
  readonly column: Map<string, string>;
  readonly constraint: Map<string, string>;
}

/**
 * What there is once the scripts have run in their order: made, and neither dropped nor renamed since. Only what is
 * written as a statement is known, not what a function or a DO block makes. Pure; a script that cannot be split counts
 * as far as it can.
 */
export function deriveKnownObjects({ before, migrations, after }: KnownScripts): KnownObjects {
  const known = new Map<string, Known>();
  const inOrder = migrations.map((script) => ({ ...script, version: parseVersion(script.id) })).sort(compareMigrations);
  for (const script of [...before, ...inOrder, ...after]) follow(known, script);
  const inPublic = (name: string) => known.get(keyOf({ schema: 'public', name }));
  return {
    relation: (name) => inPublic(name)?.place,
    column: (table, column) => inPublic(table)?.column.get(column),
    constraint: (table, constraint) => inPublic(table)?.constraint.get(constraint),
  };
}

function follow(known: Map<string, Known>, { path, text }: KnownScript): void {
  const bytes = Buffer.from(text);
  let schema = 'public';
  for (const statement of splitStatements(bytes).statements) {
    if (!relevant.has(statement.words[0] ?? '')) continue;
    const tokens = readStatementTokens(bytes, statement);
    schema = schemaAfter(tokens) ?? schema;
    const { line, column } = locateOffset(bytes, statement.start);
    for (const change of readChanges(tokens, schema)) apply(known, change, `${path}:${line}:${column}`);
  }
}

const relevant: ReadonlySet<string> = new Set(['CREATE', 'ALTER', 'DROP', 'SET']);

/** The first schema of `SET search_path`, which holds to the script's end. */
function schemaAfter(tokens: readonly StatementToken[]): string | undefined {
  const at = tokens.findIndex(({ word }) => word === 'SEARCH_PATH');
  const first = tokens[0]?.word === 'SET' && at > 0 ? tokens[at + 2] : undefined;
  return first?.kind === 'string' ? first.source.slice(1, -1) : first?.name;
}

function apply(known: Map<string, Known>, change: Change, place: string): void {
  const key = keyOf(change.of);
  switch (change.kind) {
    case 'table':
      // IF NOT EXISTS over one that is there does nothing.
      if (known.has(key)) return;
      known.set(key, {
        place,
        column: new Map(change.columns.map((name) => [name, place])),
        constraint: new Map(change.constraints.map((name) => [name, place])),
      });
      return;
    case 'relation':
      if (!known.has(key)) known.set(key, { place, column: new Map(), constraint: new Map() });
      return;
    case 'drop':
      known.delete(key);
      return;
    case 'rename': {
      const renamed = known.get(key);
      known.delete(key);
      if (renamed) known.set(keyOf(change.to), renamed);
      return;
    }
    case 'add':
      known.get(key)?.[change.part].set(change.name, place);
      return;
    case 'remove':
      known.get(key)?.[change.part].delete(change.name);
      return;
  }
}

function keyOf({ schema, name }: QualifiedName): string {
  return `${schema}.${name}`;
}
