import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { errorCatalogue, findingCatalogue } from '@pgrestify/engine';
import { commandDeclarations, commandNames, configShape, environmentShape } from '@pgrestify/engine/options';
import generatorManifest from '../../generators.json';
import { refusedLinesOf } from '../feature-document/refused-options';

// What the documents mention exists: pages and headings, options, keys, codes, specs and their tests, dependencies.

const repositoryPath = join(__dirname, '../../../..');
const pages = readdirSync(join(repositoryPath, 'packages/nx/docs')).map((name) => `packages/nx/docs/${name}`);
const paths = ['README.md', 'packages/engine/README.md', 'packages/nx/README.md', ...pages];
const read = (path: string) => readFileSync(join(repositoryPath, path), 'utf8');
const documents = paths.map((path) => ({ path, text: read(path), prose: withoutBlocks(read(path)) }));

describe.each(documents)('$path', ({ path, text, prose }) => {
  it('links to files and headings that exist', () => {
    expect(linksOf(prose).filter((link) => !leadsSomewhere(path, link))).toEqual([]);
  });

  it('mentions options that commands have', () => {
    const known = new Set([...ownOptions(), ...foreignOptions]);
    expect(optionsIn(text).filter((option) => !known.has(option))).toEqual([]);
  });

  it('mentions codes that are in the catalogues', () => {
    const mentioned = [...prose.matchAll(/`([A-Z]{3,}(?:_[A-Z]+)+)`/g)].map(([, code = '']) => code);
    const known = new Set<string>([...Object.keys(errorCatalogue), ...Object.keys(findingCatalogue), ...variables]);
    expect(mentioned.filter((code) => !known.has(code))).toEqual([]);
  });

  it('mentions keys of the config that it has', () => {
    const known = keysOf(configShape, environmentShape);
    const shown = [...text.matchAll(/^```ts\n[\s\S]*?^```$/gm)].filter(([block]) => block.includes('defineConfig'));
    const code = shown.map(([block]) => block.replaceAll(/^ *\/\/ [A-Z].*$/gm, ''));
    const keys = code.flatMap((block) => [...block.matchAll(/\b(\w+):/g)].map(([, key = '']) => key));
    expect(keys.filter((key) => !known.has(key) && !['development', 'staging', 'production'].includes(key))).toEqual(
      [],
    );
  });
});

it('every page is linked from the README', () => {
  const linked = linksOf(read('README.md'));
  expect(pages.filter((page) => !linked.includes(page))).toEqual([]);
});

it('the tests that guarantee something exist', () => {
  const rows = read('packages/nx/docs/how-it-works.md')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  let heading = '';
  const missing = rows.flatMap((row) => {
    const [, last = ''] = /\| ([^|]*?) *\|$/.exec(row) ?? [];
    if (last.startsWith('test')) heading = last;
    if (last.startsWith('test') || last.startsWith('-')) return [];
    const [, specPath = '', testName = ''] = /^(?:`([\w./-]+\.spec\.ts)` )?(.*)$/.exec(last) ?? [];
    const spec = specPath || (/`([\w./-]+)`/.exec(heading)?.[1] ?? '');
    return read(`packages/engine/${spec}`).includes(`'${testName}'`) ? [] : [`${spec}: ${testName}`];
  });
  expect(missing).toEqual([]);
});

it.each(['engine', 'nx'])('the README of %s gives the reason for every runtime dependency', (folder) => {
  const { dependencies } = JSON.parse(read(`packages/${folder}/package.json`));
  const table = read(`packages/${folder}/README.md`).split('## Runtime dependencies')[1] ?? '';
  const named = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name);
  expect(named.filter((name) => !name.includes('<')).sort()).toEqual(Object.keys(dependencies).sort());
});

/** Options of Nx, npm and PostgreSQL's programs, and negations, that the documents mention. */
const foreignOptions = [
  '--configuration',
  '--dry-run',
  '--exclude',
  '--exclude-schema',
  '--explain',
  '--help',
  '--verbose',
  ...['--list', '--host', '--port', '--username', '--exit-on-error', '--dbname', '--exclude-schema', '--schema-only'],
  '--advisory-lock',
  '--version',
  '--output-style',
  // of squawk, and of our own program that compares it
  ...['--pg-version', '--assume-in-transaction', '--write'],
  // of gh
  ...['--body-file', '--edit-last', '--create-if-none'],
];

/** Environment variables: of the config that `init` writes, of a server's container, of compose, and of CI services. */
const variables = [
  'FORCE_COLOR',
  ...['DATABASE_URL', 'DB_HOST', 'DB_NAME', 'DB_USER'],
  ...['POSTGRES_USER', 'POSTGRES_PASSWORD', 'POSTGRES_DB', 'COMPOSE_PROJECT_NAME'],
  'GITHUB_ACTIONS',
];

function ownOptions(): readonly string[] {
  const executors = Object.values(commandDeclarations).flatMap(({ options }) =>
    Object.entries(options).flatMap(([name, { type }]) => (type?.includes('boolean') ? [name, `no-${name}`] : [name])),
  );
  const generators = Object.values(generatorManifest.generators).flatMap(({ schema }) => {
    const { properties } = JSON.parse(read(join('packages/nx', schema.replace('./dist/', 'src/'))));
    return Object.keys(properties);
  });
  const refused = commandNames.flatMap((name) => refusedLinesOf(name).map((line) => line.refused.option));
  return [...executors, ...generators, ...refused, 'env', 'n'].map((name) => toKebabCase(`--${name}`));
}

function optionsIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w-])--[a-z][a-zA-Z-]+/g)].map(([option]) => toKebabCase(option));
}

/** Nx takes options in either case. */
function toKebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function linksOf(prose: string): readonly string[] {
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
}

function leadsSomewhere(from: string, link: string): boolean {
  if (/^https:/.test(link)) return true;
  const [path = '', heading] = link.split('#');
  const target = path === '' ? from : relative('.', join(dirname(from), path));
  if (!existsSync(join(repositoryPath, target))) return false;
  return heading === undefined || headingsOf(read(target)).includes(heading);
}

/** As GitHub makes anchors of headings. */
function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\d\s-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutBlocks(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '');
}

/** All property names in JSON Schemas, however deep. */
function keysOf(...schemas: readonly unknown[]): ReadonlySet<string> {
  const keys = schemas.flatMap((schema): readonly string[] => {
    if (typeof schema !== 'object' || schema === null) return [];
    return Object.entries(schema).flatMap(([name, value]) => [
      ...(name === 'properties' && typeof value === 'object' && value !== null ? Object.keys(value) : []),
      ...keysOf(value),
    ]);
  });
  return new Set(keys);
}
