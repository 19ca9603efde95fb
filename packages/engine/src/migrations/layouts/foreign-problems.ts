import { groupBy } from '../group-by';
import type { FileProblem } from '../migration';
import type { ForeignEntries } from './collect-foreign';
import type { ForeignFile } from './foreign-file';

/** So many names are told of a group; the rest are counted. */
const maxNames = 5;

/**
 * One error for all files of a tool, at the first of them, with where each kind of them belongs; one for each folder
 * that hides migrations. `rootPath` is the folder that was looked through, relative to the workspace.
 */
export function describeForeign(
  { files, nested }: Omit<ForeignEntries, 'claimed'>,
  rootPath: string,
): readonly FileProblem[] {
  const groups = groupBy(files, ({ tool }) => tool ?? '');
  return [
    ...groups.map((group) => describeGroup(group, rootPath)),
    ...nested.map(({ name, inner }): FileProblem => {
      const message = `It holds migrations (${inner}), and folders within folders are not read.`;
      const hint = 'Move its folders up, directly into the folder of the migrations.';
      return { severity: 'error', code: 'FILE_IGNORED', message, path: `${rootPath}/${name}`, ids: [], hint };
    }),
  ];
}

function describeGroup(group: readonly ForeignFile[], rootPath: string): FileProblem {
  const [first, ...others] = group;
  const tool = first?.tool;
  const also = others.length === 0 ? '' : `, as ${others.length === 1 ? 'is' : 'are'} ${listNames(others)}`;
  const what = tool === undefined ? 'a script where none is read' : `laid out as migrations of ${tool} are`;
  return {
    severity: 'error',
    code: tool === undefined ? 'FILE_IGNORED' : 'LAYOUT_FOREIGN',
    message: `It is ${what}${also}: not run. Each migration is a folder with up.sql here.`,
    path: `${rootPath}/${first?.name ?? ''}`,
    ids: [],
    hint: `${describeTargets(group)} ${describeHistory(tool)}`.trim(),
  };
}

function listNames(files: readonly ForeignFile[]): string {
  const shown = files.slice(0, maxNames).map(({ name }) => name);
  const more = files.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

/** Where each file belongs; of more than can be named, an example of each kind of place. */
function describeTargets(group: readonly ForeignFile[]): string {
  const placed = group.filter(({ target }) => target !== undefined);
  const kinds = groupBy(placed, ({ target = '' }) =>
    ['up.sql', 'down.sql'].filter((name) => target.includes(name)).join(),
  );
  const isMany = placed.length > maxNames;
  const shown = isMany ? kinds.flatMap(([one]) => one ?? []).slice(0, 4) : placed;
  const moves = shown.map(({ name, target }) => `${name} becomes ${target}`).join('; ');
  if (shown.length === 0) return 'Write what it makes as <version>_<name>/up.sql, or delete it.';
  return isMany ? `Convert each of the ${placed.length} by hand, so: ${moves}.` : `Convert by hand: ${moves}.`;
}

function describeHistory(tool: string | undefined): string {
  return tool === undefined
    ? 'What is no migration belongs elsewhere.'
    : `What is applied already, \`migrate --baseline=<id>\` records without running it.`;
}
