import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../generators.json';

const sourcePath = (path: string) => join(__dirname, '../..', path.replace('./dist/', 'src/'));

describe.each(Object.entries(manifest.generators))('the generator %s', (_, { factory, schema }) => {
  it('has a factory and a schema where the manifest says', () => {
    expect(existsSync(`${sourcePath(factory)}.ts`)).toBe(true);
    expect(existsSync(sourcePath(schema))).toBe(true);
  });

  it('describes every option and takes no other', () => {
    const { properties, additionalProperties } = JSON.parse(readFileSync(sourcePath(schema), 'utf8'));
    expect(additionalProperties).toBe(false);
    const options: [string, { description?: string }][] = Object.entries(properties);
    expect(options.filter(([, { description }]) => !description?.endsWith('.')).map(([name]) => name)).toEqual([]);
  });
});

it('has no template with <%=, which would write SQL with HTML entities', () => {
  const names = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
  const templates = names.filter((name) => name.endsWith('.template'));
  expect(templates.length).toBeGreaterThan(20);
  expect(templates.filter((name) => readFileSync(join(__dirname, name), 'utf8').includes('<%='))).toEqual([]);
});
