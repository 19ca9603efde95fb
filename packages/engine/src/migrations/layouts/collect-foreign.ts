import type { SqlFiles } from '../../ports';
import { isLeftover, isScriptName } from '../folders/ignored-entries';
import type { ForeignFile } from './foreign-file';
import { recogniseCode } from './recognise-code';
import { recogniseFlatFile } from './recognise-flat-file';
import type { SearchedFolder } from './searched-folder';
import { collectSqitch, isOfSqitch } from './sqitch';

/** What lies in a folder and is laid out otherwise. */
export interface ForeignEntries {
  readonly files: readonly ForeignFile[];
  /** Folders with folders of migrations in them, and the first of these. */
  readonly nested: readonly { readonly name: string; readonly inner: string }[];
  /** Names of the entries that were taken into account. */
  readonly claimed: ReadonlySet<string>;
}

/** Folders of folders are looked through so far: `migrations/2024/postgres/V1__x.sql`. */
const maxDepth = 3;

/** Everything in a folder that another tool would run, or that would run one folder higher. Folders with an up.sql are left alone. */
export function collectForeign(files: SqlFiles, folder: SearchedFolder, depth = 1): ForeignEntries {
  const { entries, prefix } = folder;
  const neighbours = entries.map(({ name }) => name);
  const found: ForeignFile[] = [];
  const nested: { name: string; inner: string }[] = [];
  const claimed = new Set<string>();
  const sqitch = collectSqitch(files, folder);
  for (const entry of entries) {
    if (sqitch.length > 0 && isOfSqitch(entry.name)) claimed.add(entry.name);
    else if (entry.kind === 'folder' && !entry.name.startsWith('.')) {
      const inner = ofFolder(files, { folderPath: entry.path, prefix: `${prefix}${entry.name}/` }, entry.name, depth);
      if (inner.files.length + inner.nested.length > 0) claimed.add(entry.name);
      found.push(...inner.files);
      nested.push(...inner.nested);
    } else if (entry.kind === 'file' && !isLeftover(entry.name)) {
      const file = ofFile(entry.name, neighbours, () => readHead(files, entry.path));
      if (!file) continue;
      claimed.add(entry.name);
      found.push({ ...file, name: `${prefix}${entry.name}` });
    }
  }
  return { files: [...sqitch, ...found], nested, claimed };
}

function ofFile(
  name: string,
  neighbours: readonly string[],
  readText: () => string,
): Omit<ForeignFile, 'name'> | undefined {
  if (/^(?:up|down|verify)\.sql$/i.test(name)) return { tool: undefined, target: `<version>_<name>/${name}` };
  if (/\.sql$/i.test(name)) return recogniseFlatFile(name, neighbours, readText);
  if (isScriptName(name)) return { tool: undefined, target: `${name.replace(/\..*$/, '')}/up.sql` };
  const tool = recogniseCode(name, readText);
  return tool === undefined
    ? undefined
    : { tool, target: `the SQL that it runs in ${name.replace(/\..*$/, '')}/up.sql` };
}

/** What is foreign in a folder; nothing in one that is a migration of this layout, or of nobody's. */
function ofFolder(
  files: SqlFiles,
  folder: Omit<SearchedFolder, 'entries'>,
  name: string,
  depth: number,
): Omit<ForeignEntries, 'claimed'> {
  const entries = files.list(folder.folderPath) ?? [];
  const has = (file: string) => entries.some((entry) => entry.kind === 'file' && entry.name.toLowerCase() === file);
  const nothing = { files: [], nested: [] };
  if (has('up.sql')) return nothing;
  if (has('migration.sql')) {
    const tool = has('snapshot.json') ? 'drizzle' : 'Prisma';
    return { files: [{ tool, name: `${folder.prefix}migration.sql`, target: `${name}/up.sql` }], nested: [] };
  }
  if (has('_journal.json')) {
    return { files: [{ tool: 'drizzle', name: `${folder.prefix}_journal.json`, target: undefined }], nested: [] };
  }
  // A migration that only lacks its up.sql is told as such.
  const isMeantForHere = entries.some((entry) => entry.kind !== 'folder' && /^(?:up|down|verify)\b/i.test(entry.name));
  if (isMeantForHere || depth >= maxDepth) return nothing;
  const inner = collectForeign(files, { ...folder, entries }, depth + 1);
  const holder = entries.find(
    (entry) => entry.kind === 'folder' && (files.list(entry.path) ?? []).some((each) => /^up\.sql$/i.test(each.name)),
  );
  return holder
    ? { files: inner.files, nested: [...inner.nested, { name: folder.prefix.slice(0, -1), inner: holder.name }] }
    : inner;
}

/** As much of a file as tells its tool. */
const headBytes = 64 * 1024;

function readHead(files: SqlFiles, path: string): string {
  const file = files.read(path);
  if (!file) return '';
  if (file.bytes) return file.bytes.toString('latin1', 0, headBytes);
  for (const piece of files.pieces(path)) return piece.toString('latin1', 0, headBytes);
  return '';
}
