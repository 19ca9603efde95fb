import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

// What the folders may lean on, and what specs may not do by themselves. The sources are walked.

const repositoryPath = join(__dirname, '../../..');

interface Source {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

function sourcesIn(folder: string): readonly Source[] {
  return readdirSync(join(repositoryPath, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path))
    .map((path) => ({ path, text: readFileSync(join(repositoryPath, path), 'utf8') }));
}

const engine = sourcesIn('packages/engine/src');
const isSpec = ({ path }: Source): boolean => path.endsWith('.spec.ts');
const isIn =
  (folder: string) =>
  ({ path }: Source): boolean =>
    path.startsWith(`packages/engine/src/${folder}/`);
const product = engine.filter((source) => !isSpec(source) && !isIn('testing')(source));

/** What a source imports of the engine, at its start or later: the first part of each path below `src`. */
function importedBy({ path, text }: Source): readonly string[] {
  return [...text.matchAll(/(?:from|import\(|require\()\s*'(\.[^']+)'/g)].map(
    ([, target = '']) => relative('packages/engine/src', join(dirname(path), target)).split('/')[0] ?? '',
  );
}

/**
 * Folders of the engine and what they may import of it, themselves apart; single files go by their names. Of history
 * only the types are below the plan: its store is told the plan's steps.
 */
const leansOn: Readonly<Record<string, readonly string[]>> = {
  sql: ['errors'],
  migrations: ['errors', 'sql', 'ports'],
  history: ['errors', 'events', 'sql', 'migrations', 'plan', 'ports'],
  plan: ['errors', 'option-text', 'sql', 'migrations', 'history', 'ports'],
  apply: ['errors', 'events', 'sql', 'migrations', 'history', 'plan', 'ports'],
  lint: ['errors', 'sql', 'migrations'],
  scaffold: ['errors', 'sql', 'migrations'],
  schema: ['errors', 'sql', 'migrations', 'ports'],
  reporters: [
    'errors',
    'events',
    'sql',
    'migrations',
    'history',
    'plan',
    'apply',
    'checks',
    'commands',
    'config',
    'schema',
  ],
  config: ['errors', 'option-text', 'migrations'],
  checks: ['errors', 'events', 'sql', 'migrations', 'history', 'plan', 'apply', 'schema', 'config', 'ports'],
  commands: [
    'errors',
    'events',
    'option-text',
    'version',
    'sql',
    'migrations',
    'history',
    'plan',
    'apply',
    'checks',
    'schema',
    'lint',
    'config',
    'ports',
    'reporters',
    'adapters',
  ],
  adapters: [
    'errors',
    'events',
    'sql',
    'migrations',
    'history',
    'plan',
    'apply',
    'checks',
    'schema',
    'lint',
    'config',
    'ports',
  ],
};

it('each folder has such a rule', () => {
  const folders = readdirSync(__dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name).filter((name) => name !== 'testing');
  expect(names.toSorted()).toEqual(Object.keys(leansOn).toSorted());
});

it('only where ports are opened does a command know what is behind them', () => {
  const openers = product
    .filter(isIn('commands'))
    .filter((source) => importedBy(source).includes('adapters'))
    .map(({ path }) => path.replace('packages/engine/src/commands/', ''));
  expect(openers.toSorted()).toEqual(['open-ports.ts', 'open-report.ts']);
});

it('nothing of the product imports what only tests use', () => {
  const users = product.filter((source) => importedBy(source).includes('testing')).map(({ path }) => path);
  expect(users).toEqual([]);
});

it.each(Object.entries(leansOn))('%s leans on nothing that leans on it', (folder, allowed) => {
  const foreign = product.filter(isIn(folder)).flatMap((source) =>
    importedBy(source)
      .filter((target) => target !== folder && !allowed.includes(target))
      .map((target) => `${source.path} imports ${target}`),
  );
  expect(foreign).toEqual([]);
});

it.each(['sql', 'migrations', 'history', 'plan', 'scaffold', 'schema', 'lint', 'checks', 'reporters'])(
  '%s reaches for no file, server or clock',
  (folder) => {
    const impure = product
      .filter(isIn(folder))
      .filter(({ text }) =>
        /from '(node:(fs|net|child_process|os)[^']*|pg)'|\bprocess\.|Date\.now\(|new Date\(\)/.test(text),
      )
      .map(({ path }) => path);
    expect(impure).toEqual([]);
  },
);

it('specs make their temporary folders where the end of the suite looks', () => {
  const specs = [...engine, ...sourcesIn('packages/nx/src'), ...sourcesIn('e2e/plugin/src')].filter(isSpec);
  const others = specs.filter(({ text }) => /import .*\btmpdir\b/.test(text)).map(({ path }) => path);
  expect(others).toEqual([]);
});

/** An option of Nx's own that it takes in this form, too. */
const spellingOfNx = '--outputStyle';

it('options are spelled in one way, as documents have them', () => {
  const texts = [...engine, ...sourcesIn('packages/nx/src')].filter(({ path }) => !path.endsWith('sources.spec.ts'));
  const camelCase = texts.flatMap(({ path, text }) =>
    [...text.matchAll(/--(?:no-)?[a-z]+[A-Z]\w*/g)].flatMap(([option]) =>
      option === spellingOfNx ? [] : [`${path}: ${option}`],
    ),
  );
  expect(camelCase).toEqual([]);
});
