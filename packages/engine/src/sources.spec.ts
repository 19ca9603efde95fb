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

const sourcePath = 'packages/engine/src';
const engine = sourcesIn(sourcePath);
const isSpec = ({ path }: Source): boolean => path.endsWith('.spec.ts');
const product = engine.filter((source) => !isSpec(source));

/** What a source imports by a path, at its start, later or as a type; relative to the repository, without an ending. */
function relativeImports({ path, text }: Source): readonly string[] {
  return [...text.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*'(\.[^']+)'/g)].map(([, target = '']) =>
    join(dirname(path), target),
  );
}

/** The same relative to `src`: `plan/steps/up-step`, `errors`. */
function importedBy(source: Source): readonly string[] {
  return relativeImports(source).map((path) => relative(sourcePath, path));
}

/**
 * Rooms of the engine and what each may import of it, itself apart; single files go by their names. A room within a
 * room is named where it has a rule of its own; else it belongs to the one around it. Of history only the types are
 * below the plan: its store is told the plan's steps.
 */
const leansOn: Readonly<Record<string, readonly string[]>> = {
  sql: ['errors'],
  migrations: ['errors', 'sql', 'ports'],
  history: ['events', 'sql', 'migrations', 'plan'],
  plan: ['errors', 'option-text', 'sql', 'migrations', 'history'],
  'plan/repair': ['history', 'plan'],
  lint: ['sql', 'migrations'],
  scaffold: ['errors', 'sql', 'migrations'],
  schema: ['errors', 'sql', 'ports'],
  config: ['errors', 'option-text', 'migrations'],
  'postgres/session': ['errors', 'ports', 'sql', 'history', 'config'],
  'postgres/lock': ['errors', 'events', 'ports', 'history', 'postgres/session'],
  apply: ['errors', 'events', 'ports', 'sql', 'migrations', 'history', 'plan', 'postgres/session', 'postgres/lock'],
  'postgres/catalog': ['sql', 'lint', 'postgres/session'],
  'postgres/database': [
    'errors',
    'events',
    'ports',
    'sql',
    'history',
    'plan',
    'schema',
    'config',
    'apply/failures',
    'apply/script',
    'checks/live',
    'postgres/session',
  ],
  'postgres/history': [
    'errors',
    'events',
    'ports',
    'sql',
    'migrations',
    'history',
    'plan',
    'apply',
    'postgres/session',
    'postgres/lock',
    'postgres/database',
  ],
  checks: ['errors', 'events', 'ports', 'migrations', 'plan', 'schema'],
  'checks/scripts': ['errors', 'sql', 'migrations', 'apply/failures', 'checks'],
  'checks/majors': ['errors', 'config', 'checks'],
  'checks/shadow': [
    'errors',
    'events',
    'ports',
    'sql',
    'migrations',
    'history',
    'plan',
    'apply',
    'schema',
    'config',
    'checks',
    'checks/scripts',
  ],
  'checks/live': [
    'errors',
    'events',
    'ports',
    'migrations',
    'history',
    'plan',
    'apply/failures',
    'schema',
    'config',
    'checks',
    'checks/scripts',
    'checks/shadow',
  ],
  run: [
    'errors',
    'events',
    'ports',
    'sql',
    'migrations',
    'history',
    'plan',
    'lint',
    'apply',
    'checks',
    'checks/shadow',
    'checks/live',
    'config',
  ],
  commands: [
    'errors',
    'option-text',
    'ports',
    'migrations',
    'history',
    'plan',
    'plan/repair',
    'apply',
    'checks',
    'checks/scripts',
    'checks/majors',
    'checks/shadow',
    'checks/live',
    'schema',
    'config',
    'run',
  ],
  reporters: [
    'errors',
    'events',
    'sql',
    'migrations',
    'history',
    'plan',
    'apply',
    'checks',
    'schema',
    'run',
    'commands',
  ],
  adapters: ['errors', 'ports', 'migrations'],
  'adapters/docker': ['errors', 'config', 'postgres/session'],
  'adapters/embedded': ['errors', 'config', 'postgres/session'],
  'adapters/pg-dump': ['errors', 'ports', 'config', 'adapters', 'adapters/docker', 'adapters/embedded'],
  'adapters/shadow': [
    'errors',
    'ports',
    'history',
    'schema',
    'config',
    'checks/shadow',
    'postgres/session',
    'postgres/history',
    'adapters',
    'adapters/embedded',
  ],
  open: [
    'errors',
    'events',
    'ports',
    'version',
    'apply',
    'checks',
    'checks/shadow',
    'config',
    'postgres/session',
    'postgres/history',
    'postgres/database',
    'postgres/catalog',
    'run',
    'commands',
    'reporters',
    'adapters',
    'adapters/docker',
    'adapters/embedded',
    'adapters/pg-dump',
    'adapters/shadow',
  ],
};

const rooms = Object.keys(leansOn);
const isWithin = (path: string, room: string): boolean => path === room || path.startsWith(`${room}/`);

/** The innermost room with a rule that a path lies in; a file at the top is its own. */
function roomOf(path: string): string {
  return rooms.filter((room) => isWithin(path, room)).toSorted((one, other) => other.length - one.length)[0] ?? path;
}

const placeOf = ({ path }: Source): string => relative(sourcePath, path);
const isIn =
  (room: string) =>
  (source: Source): boolean =>
    roomOf(placeOf(source)) === room;

it('each folder is in a room with such a rule', () => {
  const outside = engine.map(placeOf).filter((path) => path.includes('/') && roomOf(path) === path);
  expect(outside).toEqual([]);
  expect(rooms.filter((room) => !engine.some(isIn(room)))).toEqual([]);
});

it('only where ports are opened is it known what is behind them', () => {
  const openers = product
    .filter((source) => !isWithin(placeOf(source), 'adapters'))
    .filter((source) => importedBy(source).some((target) => isWithin(target, 'adapters')));
  expect([...new Set(openers.map((source) => roomOf(placeOf(source))))]).toEqual(['open']);
});

it('nothing of the product imports what only tests use', () => {
  const users = product.filter((source) => importedBy(source).some((target) => target.startsWith('..')));
  expect(users.map(({ path }) => path)).toEqual([]);
});

it.each(Object.entries(leansOn))('%s leans on nothing that leans on it', (room, allowed) => {
  const mayImport = (target: string): boolean => {
    const other = roomOf(target);
    return [room, ...allowed].some((each) => each === other || (isWithin(each, other) && isWithin(target, each)));
  };
  const foreign = product.filter(isIn(room)).flatMap((source) =>
    importedBy(source)
      .filter((target) => !mayImport(target))
      .map((target) => `${source.path} imports ${target}`),
  );
  expect(foreign).toEqual([]);
});

it('rooms stand on each other in one direction, types apart', () => {
  const withoutTypes = product.map(({ path, text }) => ({ path, text: text.replaceAll(/^import type [^;]*;/gm, '') }));
  const edges = withoutTypes.flatMap((source) =>
    importedBy(source).map((target) => [roomOf(placeOf(source)), roomOf(target)] as const),
  );
  const below = (room: string) => edges.flatMap(([from, to]) => (from === room && to !== room ? [to] : []));
  expect(findCircle(new Map(edges.map(([room]) => [room, below(room)])))).toEqual([]);
});

it.each([
  'sql',
  'migrations',
  'history',
  'plan',
  'scaffold',
  'schema',
  'lint',
  'checks',
  'apply',
  'run',
  'commands',
  'reporters',
])('%s reaches for no file, server or clock', (folder) => {
  const impure = product
    .filter((source) => isWithin(placeOf(source), folder))
    .filter(({ text }) =>
      /(?:from|import\(|require\()\s*'(?:node:(?:fs|net|child_process|os)[^']*|pg)'|\bprocess\.|Date\.now\(|new Date\(\)/.test(
        text,
      ),
    )
    .map(({ path }) => path);
  expect(impure).toEqual([]);
});

/** Of the product, and of what tests the engine. */
const sourceFolders = ['packages/engine/src', 'packages/engine/testing', 'packages/nx/src'];

it.each(sourceFolders)('no folder of %s holds more than 15 files that are not specs', (sourceFolder) => {
  const folders = readdirSync(join(repositoryPath, sourceFolder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts') && !entry.parentPath.includes('/testdata'))
    .map(({ parentPath }) => relative(repositoryPath, parentPath));
  const tooFull = [...new Set(folders)].filter((folder) => folders.filter((each) => each === folder).length > 15);
  expect(tooFull).toEqual([]);
});

it.each(sourceFolders)(
  'nothing in %s leads back to itself, by what is imported at its start, later or as a type',
  (folder) => {
    const sources = new Map(sourcesIn(folder).map((source) => [source.path, source]));
    const importsOf = (source: Source): readonly string[] =>
      relativeImports(source).flatMap(
        (path) => [`${path}.ts`, `${path}/index.ts`].find((each) => sources.has(each)) ?? [],
      );
    const imports = new Map([...sources].map(([path, source]) => [path, importsOf(source)]));
    expect(findCircle(imports)).toEqual([]);
  },
);

/** The paths of the first circle that is found, its first one again at the end; empty where there is none. */
function findCircle(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): readonly string[] => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const next of imports.get(path) ?? []) {
      const circle = visit(next, [...way, path]);
      if (circle.length > 0) return circle;
    }
    done.add(path);
    return [];
  };
  return [...imports.keys()].map((path) => visit(path, [])).find((circle) => circle.length > 0) ?? [];
}

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
