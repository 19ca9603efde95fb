import { join } from 'node:path';
import type { SqlFiles } from '../../ports';
import type { ForeignFile } from './foreign-file';
import type { SearchedFolder } from './searched-folder';

const planName = 'sqitch.plan';

/** Whether an entry is a part of a sqitch project: its plan, its settings, and the folders of its scripts. */
export function isOfSqitch(name: string): boolean {
  return [planName, 'sqitch.conf', 'deploy', 'revert', 'verify'].includes(name);
}

/**
 * The changes of a sqitch project, numbered in the order of its plan, which alone has it; the plan itself when it names
 * none, and for those whose script lies elsewhere. Empty where there is no plan.
 */
export function collectSqitch(
  files: SqlFiles,
  { folderPath, prefix, entries }: SearchedFolder,
): readonly ForeignFile[] {
  if (!entries.some(({ name, kind }) => name === planName && kind === 'file')) return [];
  const plan = files.read(join(folderPath, planName))?.bytes?.toString('utf8') ?? '';
  const changes = readChanges(plan);
  const tool = 'sqitch';
  if (changes.length === 0) return [{ tool, name: `${prefix}${planName}`, target: undefined }];
  const has = (folder: string, change: string) => files.read(join(folderPath, folder, `${change}.sql`)) !== undefined;
  const found: ForeignFile[] = [];
  const lost: { readonly change: string; readonly folder: string }[] = [];
  for (const [index, change] of changes.entries()) {
    // The plan alone has their order.
    const folder = `${String(index + 1).padStart(4, '0')}-${change}`;
    if (has('deploy', change)) {
      const undo = has('revert', change) ? ` (revert/${change}.sql as its down.sql)` : '';
      found.push({ tool, name: `${prefix}deploy/${change}.sql`, target: `${folder}/up.sql${undo}` });
    } else {
      lost.push({ change, folder });
    }
  }
  const [first] = lost;
  if (first === undefined) return found;
  const named = lost.slice(0, maxNamed).map(({ change }) => change);
  const more = lost.length > maxNamed ? ' and others' : '';
  const target = `a folder for each change whose script is not in deploy/ (${named.join(', ')}${more}), as ${first.folder}/up.sql`;
  return [{ tool, name: `${prefix}${planName}`, target }, ...found];
}

/** So many changes without a script are named. */
const maxNamed = 3;

/** Lines of a plan that are neither pragma (`%`), tag (`@`) nor comment begin with the name of a change. */
function readChanges(plan: string): readonly string[] {
  return plan.split(/\r?\n/).flatMap((line) => /^\s*[+]?\s*([^\s%@#-][^\s[\]@]*)/.exec(line)?.[1] ?? []);
}
