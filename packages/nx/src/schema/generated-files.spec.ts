import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandDeclarations, commandNames } from '@pgrestify/engine/options';

import { generateFiles } from './generated-files';
import { toNxSchema } from './nx-schema';

const packagesPath = join(__dirname, '../../..');
const committed = (path: string) => readFileSync(join(packagesPath, path), 'utf8');
const generated = generateFiles();
const schemas = commandNames.map((name) => toNxSchema(name, commandDeclarations[name]));

it.each(generated.filter(({ path }) => path.endsWith('.json')))('$path is fresh (npm run generate)', (file) => {
  expect(JSON.parse(committed(file.path))).toEqual(JSON.parse(file.text));
});

it.each(generated.filter(({ path }) => path.endsWith('.md')))('$path is fresh (npm run generate)', (file) => {
  // Biome aligns the columns.
  const squeeze = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
  expect(squeeze(committed(file.path))).toBe(squeeze(file.text));
});

describe.each(schemas)('the schema of $title', (schema) => {
  const options = Object.entries(schema.properties);

  it('refuses options that it does not know', () => {
    expect(schema.additionalProperties).toBe(false);
  });

  it('has no defaults, which would hide what the config file says', () => {
    expect(options.filter(([, option]) => 'default' in option)).toEqual([]);
  });

  it('describes every option in sentences', () => {
    expect(options.filter(([, { description = '' }]) => !/^[A-Z].*\.$/.test(description))).toEqual([]);
  });

  it('takes versions as numbers too, and lets Nx make none of what is empty', () => {
    const versions = options.filter(
      ([name, { hidden }]) => !hidden && ['to', 'rollbackTo', 'baseline', 'id'].includes(name),
    );
    expect(versions.map(([, { type, anyOf }]) => [type, anyOf])).toEqual(
      versions.map(() => ['string', [{ type: 'string' }, { type: 'number' }]]),
    );
    expect(options.filter(([, { type }]) => typeof type === 'object' && type.includes('number'))).toEqual([]);
  });

  it('has a type for each option that help shows, where Nx would print [undefined]', () => {
    expect(options.filter(([, { type, hidden }]) => type === undefined && !hidden)).toEqual([]);
  });

  it('uses no name that Nx keeps for itself', () => {
    const reserved = [
      'configuration',
      'verbose',
      'help',
      'version',
      'parallel',
      'batch',
      'graph',
      'exclude',
      'skipSync',
    ];
    expect(options.map(([name]) => name).filter((name) => reserved.includes(name))).toEqual([]);
  });
});
