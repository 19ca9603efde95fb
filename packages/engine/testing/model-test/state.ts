import type { Script, Scripts } from './script';

/** What history should say of one script. */
export interface Row {
  readonly id: string;
  readonly up: Script;
  readonly down: Script | undefined;
  /** How far which script is, when it stopped part way. */
  readonly half: Half | undefined;
  /** A rollback could not undo it, and went past it. */
  readonly notUndone?: true;
  /** Which run wrote it. */
  readonly run: number;
}

/** A script that stopped after `done` statements. */
export interface Half {
  readonly direction: 'up' | 'down';
  readonly done: number;
  /** Whether the next one was begun. */
  readonly started: boolean;
}

/** What should be in the database. */
export interface Database {
  /** In the order of application. */
  readonly rows: readonly Row[];
  readonly tables: ReadonlySet<string>;
  /** Ids without a row whose last attempt was an up that failed. */
  readonly failedUps: ReadonlySet<string>;
}

/** Versioned migrations and repeatable scripts by id. */
export type Files = ReadonlyMap<string, Scripts>;

/** One known script. */
export interface Status {
  readonly id: string;
  readonly state: string;
  readonly file: Scripts | undefined;
  readonly row: Row | undefined;
}

export const emptyDatabase: Database = { rows: [], tables: new Set(), failedUps: new Set() };

/** The repeatable scripts of the model, by when they run. */
export const repeatableIds = {
  before: 'schemas/s.sql',
  after: 'repeatable/r.sql',
  testData: 'test-data/d.sql',
} as const;

/** Whether a script runs once: migrations are folders, repeatable scripts are files. */
export function isVersioned({ id }: { readonly id: string }): boolean {
  return !id.endsWith('.sql');
}

/** Number at the head of an id; undefined without one. */
export function versionOf(id: string): number | undefined {
  return /^\d/.test(id) ? Number.parseInt(id, 10) : undefined;
}

/** The order of a fresh run: before, by version and then name, without a version, after, test data. */
export function compareIds(a: string, b: string): number {
  return compare(rank(a), rank(b)) || compare(versionOf(a) ?? 0, versionOf(b) ?? 0) || compare(a, b);
}

/** State of every known script, in the order of a fresh run. */
export function statusesOf(files: Files, database: Database): readonly Status[] {
  const ids = new Set([...files.keys(), ...database.rows.map(({ id }) => id)]);
  return [...ids].sort(compareIds).map((id) => {
    const file = files.get(id);
    const row = database.rows.find((known) => known.id === id);
    return { id, state: stateOf(id, files, database), file, row };
  });
}

function stateOf(id: string, files: Files, { rows, failedUps }: Database): string {
  const file = files.get(id);
  const row = rows.find((known) => known.id === id);
  if (row?.half) return 'failed';
  if (!file) return isAhead(id, files, rows) ? 'ahead' : 'missing';
  if (row) return row.up.text === file.up.text ? 'applied' : isVersioned({ id }) ? 'changed' : 'outdated';
  const version = versionOf(id);
  const isOlder = rows.some(
    (applied) => !applied.notUndone && version !== undefined && (versionOf(applied.id) ?? 0) > version,
  );
  return isOlder && isVersioned({ id }) && !failedUps.has(id) ? 'out-of-order' : 'pending';
}

/** Refusals of migrations that are applied, whole or half, and whose files are gone, renamed ones on their own. */
export function refuseLost(statuses: readonly Status[], includeTestData: boolean): readonly string[] {
  const lost = statuses.filter(({ file, row }) => !file && row);
  const versioned = lost.filter((status) => isVersioned(status) && !status.row?.half);
  const isNewName = renamedAmong(statuses);
  const gone = versioned.filter((status) => status.state === 'missing' && !isNewName(status)).map(({ id }) => id);
  const isConcern = ({ id }: Status) => includeTestData || id !== repeatableIds.testData;
  return [
    ...versioned.filter(isNewName).map(({ id }) => `MISSING ${id}`),
    ...(gone.length > 0 ? [`MISSING ${gone.join(' ')}`] : []),
    ...lost.filter((status) => status.row?.half && isConcern(status)).map(({ id }) => `HALF_DONE ${id}`),
  ];
}

/** Whether a lost migration has its text under a name that is not applied; each name is that of one, the first. */
function renamedAmong(statuses: readonly Status[]): (status: Status) => boolean {
  const open = statuses.filter((status) => isVersioned(status) && !status.row);
  const renamed = new Set<string>();
  for (const { id, row } of statuses.filter((status) => isVersioned(status) && !status.file)) {
    const at = open.findIndex(({ file }) => file?.up.text === row?.up.text);
    if (at < 0) continue;
    open.splice(at, 1);
    renamed.add(id);
  }
  return ({ id }) => renamed.has(id);
}

/** Newer than every file that is here; without a version, applied after all of them. */
function isAhead(id: string, files: Files, rows: readonly Row[]): boolean {
  if (!isVersioned({ id })) return false;
  const version = versionOf(id);
  const present = [...files.keys()].filter((file) => isVersioned({ id: file }));
  if (version !== undefined) return present.every((file) => (versionOf(file) ?? 0) < version);
  const after = rows.slice(rows.findIndex((row) => row.id === id) + 1);
  return after.every((row) => !present.includes(row.id));
}

function rank(id: string): number {
  if (isVersioned({ id })) return versionOf(id) === undefined ? 2 : 1;
  return id === repeatableIds.before ? 0 : id === repeatableIds.after ? 3 : 4;
}

function compare<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
