import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTemporaryFolder } from '@pgrestify/engine/testing';
import { inferProjects } from './infer-projects';

let workspaceRoot: string;

beforeEach(() => {
  workspaceRoot = makeTemporaryFolder('infer');
});

afterEach(() => rmSync(workspaceRoot, { recursive: true, force: true }));

function write(path: string, text: string): string {
  mkdirSync(join(workspaceRoot, dirname(path)), { recursive: true });
  writeFileSync(join(workspaceRoot, path), text);
  return path;
}

async function configurationsOf(file: string): Promise<unknown> {
  const [result] = await inferProjects([file], {}, { workspaceRoot, nxJsonConfiguration: {} });
  const project = result?.[1].projects?.[dirname(file)];
  return Object.keys(project?.targets?.migrate?.configurations ?? {});
}

describe('inferProjects', () => {
  beforeEach(() => write('apps/api/project.json', '{}'));

  it.each([
    ['json', '{"environments":{"a":{},"b":{}}}'],
    ['js', 'module.exports = { environments: { a: {}, b: {} } };'],
    ['ts', 'export default { environments: { a: {}, b: () => ({}) } };'],
    ['js', 'const base = { a: {} };\nmodule.exports = { environments: { ...base, b: {} } };'],
  ])('infers the environments of a .%s file: %s', async (extension, text) => {
    expect(await configurationsOf(write(`apps/api/pgrestify.config.${extension}`, text))).toEqual(['a', 'b']);
  });

  it('keeps the configurations of a config that insists on a variable', async () => {
    const text = `if (!process.env.NEVER_SET) throw new Error('NEVER_SET');
      module.exports = { environments: { production: { database: { url: process.env.NEVER_SET } } } };`;
    expect(await configurationsOf(write('apps/api/pgrestify.config.js', text))).toEqual(['production']);
  });

  it('calls no environment', async () => {
    const text = `const fail = () => { throw new Error('called'); };
      const all = { production: fail };
      module.exports = { environments: { ...all } };`;
    expect(await configurationsOf(write('apps/api/pgrestify.config.js', text))).toEqual(['production']);
  });

  it.each([
    ['throws', "const all = {};\nthrow new Error('boom');\nmodule.exports = { environments: { ...all } };"],
    ['does not parse', 'module.exports = {'],
    ['is empty', ''],
  ])('infers targets without configurations from a file that %s', async (name, text) => {
    const file = write('apps/api/pgrestify.config.cjs', text);
    expect(await configurationsOf(file)).toEqual(name === 'is empty' ? ['development'] : []);
  });

  it('infers development for a config without environments', async () => {
    expect(await configurationsOf(write('apps/api/pgrestify.config.json', '{}'))).toEqual(['development']);
  });

  it.each([
    [
      'a literal beside a throw',
      "throw new Error('x'); module.exports = { sql: './db', environments: { a: {} } };",
      'db/**/*',
    ],
    ['a computed one', "const sql = './' + 'db'; module.exports = { sql, environments: { a: {} } };", 'db/**/*'],
    [
      'one that only a function knows',
      'module.exports = { environments: { a: () => ({ migrations: { directory: process.env.X } }) } };',
      '**/*',
    ],
    [
      'a computed one beside a throw',
      'module.exports = { sql: process.env.X.trim(), environments: { a: {} } };',
      '**/*',
    ],
  ])('takes the folder of the config for an input: %s', async (_what, text, expected) => {
    const file = write('apps/api/pgrestify.config.js', text);
    const [result] = await inferProjects([file], {}, { workspaceRoot, nxJsonConfiguration: {} });
    const targets = result?.[1].projects?.['apps/api']?.targets;
    expect(targets?.validate?.inputs).toContain(`{projectRoot}/${expected}`);
    expect(targets?.validate?.inputs).toContain(`^{projectRoot}/${expected}`);
    expect(Object.keys(targets?.migrate?.configurations ?? {})).toEqual(['a']);
  });

  it('passes over a folder that is no project', async () => {
    const file = write('docs/pgrestify.config.json', '{}');
    expect(await inferProjects([file], {}, { workspaceRoot, nxJsonConfiguration: {} })).toEqual([]);
  });

  it('puts no secret of the config into a target', async () => {
    const text = `const url = 'postgres://u:canary@h/d';
      module.exports = { environments: { production: { database: { url }, migrations: {} } } };`;
    const file = write('apps/api/pgrestify.config.js', text);
    const result = await inferProjects([file], {}, { workspaceRoot, nxJsonConfiguration: {} });
    expect(JSON.stringify(result)).not.toContain('canary');
  });
});
