import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../../testing/test-run/temporary-folder';
import { loadConfig } from './load-config';

let folder: string;

beforeEach(() => {
  folder = makeTemporaryFolder('with blank config');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

/** In a Node of its own: jest's module loader is not the one that users have. */
function load(env: Record<string, string> = {}): { value?: unknown; code?: string; message?: string } {
  const script = `
    const plain = { ...require.extensions };
    require('@swc-node/register');
    const { loadConfig } = require(${JSON.stringify(join(__dirname, 'load-config.ts'))});
    // From here on files are loaded as in a project of a user's, without a transpiler.
    for (const name of Object.keys(require.extensions)) delete require.extensions[name];
    Object.assign(require.extensions, plain);
    loadConfig(${JSON.stringify(folder)}, ${JSON.stringify(folder)}).then(
      ({ value }) => console.log(JSON.stringify({ value })),
      (error) => console.log(JSON.stringify({ code: error.code, message: error.message })));`;
  const output = execFileSync(process.execPath, ['-e', script], {
    cwd: join(__dirname, '../../../..'),
    env: { PATH: process.env.PATH ?? '', ...env },
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

it.each([
  ['json', '{"defaultEnvironment":"a"}'],
  ['cjs', 'module.exports = { defaultEnvironment: "a" };'],
  ['js', 'module.exports = { defaultEnvironment: "a" };'],
  ['js', 'export default { defaultEnvironment: "a" };'],
  ['mjs', 'export default { defaultEnvironment: "a" };'],
  ['mjs', 'export default await Promise.resolve({ defaultEnvironment: "a" });'],
  ['mts', 'export default { defaultEnvironment: await Promise.resolve<string>("a") };'],
  ['cts', 'const a: string = "a";\nmodule.exports = { defaultEnvironment: a };'],
  ['ts', 'enum E { A = "a" }\nexport default { defaultEnvironment: E.A satisfies string };'],
  ['ts', 'const config: { defaultEnvironment: string } = { defaultEnvironment: "a" };\nexport = config;'],
])('loads a .%s file: %s', (extension, text) => {
  write(`pgrestify.config.${extension}`, text);
  expect(load()).toEqual({ value: { defaultEnvironment: 'a' } });
});

it.each([
  ['js', 'const a = 1;\nthrow new Error("boom " + process.env.DATABASE_URL);', ':2:'],
  ['cjs', 'module.exports = {\n  a: ,\n};', ':2:'],
  ['mjs', 'const a = 1;\n\nthrow new Error("boom " + process.env.DATABASE_URL);', ':3:'],
  ['ts', 'const a: number = 1;\nthrow new Error("boom " + process.env.DB_PASSWORD);', ':2:'],
  ['ts', 'export default {\n  a: ,\n};', ':2:'],
  ['json', '{\n  "a": 1,\n}', ':3:'],
])('names the line of a .%s file that throws: %s', (extension, text, expected) => {
  write(`pgrestify.config.${extension}`, text);
  const result = load({ DATABASE_URL: 'postgres://u:canary@h/d', DB_PASSWORD: 'canary' });
  expect(result.code).toBe('CONFIG_UNREADABLE');
  expect(result.message).toContain(`pgrestify.config.${extension}${expected}`);
  expect(result.message).not.toContain('canary');
});

it('says so when there is none', async () => {
  await expect(loadConfig(folder, folder)).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND' });
});

it('refuses two', async () => {
  write('pgrestify.config.json', '{}');
  write('pgrestify.config.js', '');
  await expect(loadConfig(folder, folder)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: 'There are two config files: pgrestify.config.js and pgrestify.config.json.',
  });
});

it('sees an edit', async () => {
  write('pgrestify.config.json', '{"sql":"a"}');
  await loadConfig(folder, folder);
  write('pgrestify.config.json', '{"sql":"b"}');
  expect(await loadConfig(folder, folder)).toEqual({ path: 'pgrestify.config.json', value: { sql: 'b' } });
});
