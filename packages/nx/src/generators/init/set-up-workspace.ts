import { type NxJsonConfiguration, readNxJson, type Tree, updateNxJson } from '@nx/devkit';

/** The name under which nx.json knows us. */
export const pluginName = '@pgrestify/nx';

/** What a migration is made of, for the `inputs` of other targets. */
const sqlInput = ['{projectRoot}/sql/**/*', '{projectRoot}/pgrestify.config.*'];

/** Of no target, so that `nx sync` runs it and no task asks for it. */
const syncGenerator = `${pluginName}:sync-migrations`;

/** Adds the plugin, the named input `sql` and our part in `nx sync` to nx.json, where they are not there yet. */
export function registerPlugin(tree: Tree): void {
  const before: NxJsonConfiguration = readNxJson(tree) ?? {};
  const plugins = before.plugins ?? [];
  const isRegistered = plugins.some((entry) => (typeof entry === 'string' ? entry : entry.plugin) === pluginName);
  const syncs = before.sync?.globalGenerators ?? [];
  if (isRegistered && before.namedInputs?.sql !== undefined && syncs.includes(syncGenerator)) return;
  // Nx works without the file, and then `updateNxJson` does nothing and says nothing.
  if (!tree.exists('nx.json')) tree.write('nx.json', '{}\n');
  updateNxJson(tree, {
    ...before,
    namedInputs: { sql: sqlInput, ...before.namedInputs },
    sync: { ...before.sync, globalGenerators: [...new Set([...syncs, syncGenerator])] },
    plugins: isRegistered ? plugins : [...plugins, { plugin: pluginName }],
  });
}

/**
 * Adds paths to the workspace's .gitignore, those that no line names yet. An exception (`!path`) is written after what it
 * excepts, since the last line that fits decides.
 */
export function addIgnoredPaths(tree: Tree, paths: readonly string[]): void {
  const before = tree.read('.gitignore', 'utf8') ?? '';
  const lines = new Set(before.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, '')));
  const isMissing = (path: string) => !lines.has(path.replace(/^\//, ''));
  const addsPattern = paths.some((path) => path.endsWith('*') && isMissing(path));
  const missing = paths.filter((path) => isMissing(path) || (path.startsWith('!') && addsPattern));
  if (missing.length === 0) return;
  const separator = before === '' || before.endsWith('\n') ? '' : '\n';
  tree.write('.gitignore', `${before}${separator}${missing.join('\n')}\n`);
}
