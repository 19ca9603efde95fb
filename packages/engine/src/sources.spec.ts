import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findImportCircle } from '../testing/sources/find-circle';
import { isSpec, readSources, repositoryPath } from '../testing/sources/read-sources';
import { isWithin, type RoomRules, readRooms } from '../testing/sources/rooms';

// What the folders may lean on, and what specs may not do by themselves. The sources are walked.

/** Of history only the types are below the plan: its store is told the plan's steps. */
const leansOn: RoomRules = {
  sql: ['errors'],
  migrations: ['errors', 'sql', 'ports'],
  history: ['events', 'sql', 'migrations', 'plan'],
  plan: ['errors', 'option-text', 'sql', 'migrations', 'history'],
  'plan/repair': ['history', 'plan'],
  lint: ['sql', 'migrations', 'suggest-name'],
  scaffold: ['errors', 'sql', 'migrations'],
  schema: ['errors', 'sql', 'ports'],
  seed: ['errors', 'sql', 'postgres/session'],
  types: ['errors'],
  config: ['errors', 'option-text', 'suggest-name', 'migrations', 'types'],
  'postgres/session': ['errors', 'ports', 'history'],
  'postgres/connection': ['errors', 'ports', 'sql', 'config', 'postgres/session'],
  'postgres/lock': ['errors', 'events', 'ports', 'history', 'postgres/session'],
  'postgres/progress': ['events', 'ports', 'history', 'postgres/session', 'postgres/lock'],
  apply: [
    'errors',
    'events',
    'ports',
    'sql',
    'migrations',
    'history',
    'plan',
    'postgres/session',
    'postgres/lock',
    'postgres/progress',
  ],
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
  'postgres/scratch': ['errors', 'history', 'sql', 'postgres/session', 'postgres/lock', 'postgres/database'],
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
    'postgres/connection',
    'postgres/lock',
    'postgres/database',
  ],
  checks: ['errors', 'events', 'ports', 'sql', 'migrations', 'plan', 'schema'],
  'checks/scripts': ['errors', 'sql', 'migrations', 'apply/failures', 'checks'],
  'checks/lint': ['errors', 'suggest-name', 'sql', 'migrations', 'lint', 'config', 'checks', 'checks/shadow'],
  'checks/merge': ['errors', 'ports', 'migrations', 'checks'],
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
    'checks/rows',
    'postgres/session',
  ],
  'checks/rows': [
    'config',
    'errors',
    'sql',
    'migrations',
    'history',
    'plan',
    'apply',
    'rehearsal',
    'seed',
    'checks',
    'checks/lint',
    'checks/scripts',
    'lint',
    'postgres/session',
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
  rehearsal: ['errors', 'events', 'sql', 'history', 'migrations', 'plan', 'apply', 'config', 'postgres/session'],
  benchmark: ['errors', 'ports', 'sql', 'migrations', 'plan', 'config'],
  'benchmark/measure': ['errors', 'ports', 'sql', 'config', 'apply/failures', 'postgres/session', 'benchmark'],
  'run/facts': ['errors', 'ports', 'sql', 'migrations', 'history', 'plan', 'lint', 'apply/failures', 'config', 'run'],
  'run/guards': ['sql', 'migrations', 'history', 'plan', 'lint', 'config', 'run/facts'],
  'run/decide': ['ports', 'sql', 'history', 'plan', 'lint', 'config', 'run', 'run/facts', 'run/guards'],
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
    'benchmark',
    'benchmark/measure',
    'checks',
    'checks/shadow',
    'checks/live',
    'config',
    'rehearsal',
    'run/facts',
    'run/guards',
    'run/decide',
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
    'benchmark',
    'checks',
    'checks/rows',
    'checks/scripts',
    'checks/lint',
    'checks/majors',
    'checks/merge',
    'checks/shadow',
    'checks/live',
    'schema',
    'types',
    'postgres/catalog',
    'config',
    'rehearsal',
    'run',
    'run/facts',
    'run/guards',
  ],
  reporters: [
    'errors',
    'events',
    'sql',
    'migrations',
    'history',
    'plan',
    'apply',
    'benchmark',
    'lint',
    'checks',
    'schema',
    'rehearsal',
    'run',
    'commands',
  ],
  adapters: ['errors', 'ports', 'migrations'],
  'adapters/durations': ['events', 'plan', 'config', 'run', 'adapters'],
  'adapters/git': ['errors', 'ports', 'migrations'],
  'adapters/docker': ['errors', 'config', 'postgres/session', 'postgres/connection'],
  'adapters/embedded': ['errors', 'config', 'postgres/connection', 'adapters'],
  'adapters/pg-dump': ['errors', 'ports', 'config', 'adapters', 'adapters/docker', 'adapters/embedded'],
  'adapters/copy': [
    'errors',
    'ports',
    'sql',
    'migrations',
    'plan',
    'apply',
    'postgres/session',
    'adapters',
    'adapters/pg-dump',
  ],
  'adapters/shadow': [
    'errors',
    'ports',
    'history',
    'schema',
    'config',
    'checks/shadow',
    'postgres/session',
    'postgres/connection',
    'postgres/lock',
    'postgres/database',
    'postgres/scratch',
    'postgres/history',
    'sql',
    'adapters',
    'adapters/docker',
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
    'sql',
    'types',
    'postgres/session',
    'postgres/connection',
    'postgres/history',
    'postgres/database',
    'postgres/scratch',
    'postgres/catalog',
    'schema',
    'history',
    'rehearsal',
    'run',
    'run/facts',
    'commands',
    'reporters',
    'adapters',
    'adapters/copy',
    'adapters/docker',
    'adapters/durations',
    'adapters/embedded',
    'adapters/git',
    'adapters/pg-dump',
    'adapters/shadow',
  ],
};

const engine = readSources('packages/engine/src');
const product = engine.filter((source) => !isSpec(source));
const rooms = readRooms('packages/engine/src', engine, leansOn);

it('each folder is in a room with such a rule', () => {
  expect(rooms.unruled()).toEqual([]);
});

it('only where ports are opened is it known what is behind them', () => {
  const importers = rooms.importersOf('adapters').map(rooms.roomOf);
  expect(new Set(importers.filter((room) => !isWithin(room, 'adapters')))).toEqual(new Set(['open']));
});

it('nothing of the product imports what only tests use', () => {
  expect(rooms.importersOf('..').map(({ path }) => path)).toEqual([]);
});

it.each(Object.keys(leansOn))('%s leans on nothing that leans on it', (room) => {
  expect(rooms.foreignImports(room)).toEqual([]);
});

it('rooms stand on each other in one direction, types apart', () => {
  expect(rooms.circle()).toEqual([]);
});

it.each([
  'sql',
  'migrations',
  'history',
  'plan',
  'scaffold',
  'schema',
  'types',
  'lint',
  'benchmark',
  'checks',
  'apply',
  'run',
  'commands',
  'reporters',
])('%s reaches for no file, server or clock', (folder) => {
  const impure = product
    .filter((source) => isWithin(rooms.roomOf(source), folder))
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

it.each(sourceFolders)('nothing in %s imports itself in turn, also not later or as a type', (sourceFolder) => {
  expect(findImportCircle(readSources(sourceFolder))).toEqual([]);
});

const tested = ['packages/engine/scenarios', 'packages/engine/testing', 'packages/nx/src'].flatMap(readSources);

it('specs make their temporary folders where the end of the suite looks', () => {
  const specs = [...engine, ...tested, ...readSources('e2e/plugin/src')].filter(isSpec);
  const others = specs.filter(({ text }) => /import .*\btmpdir\b/.test(text)).map(({ path }) => path);
  expect(others).toEqual([]);
});

/** An option of Nx's own that it takes in this form, too. */
const spellingOfNx = '--outputStyle';

it('options are spelled in one way, as documents have them', () => {
  const texts = [...engine, ...tested].filter(({ path }) => !path.endsWith('sources.spec.ts'));
  const camelCase = texts.flatMap(({ path, text }) =>
    [...text.matchAll(/--(?:no-)?[a-z]+[A-Z]\w*/g)].flatMap(([option]) =>
      option === spellingOfNx ? [] : [`${path}: ${option}`],
    ),
  );
  expect(camelCase).toEqual([]);
});
