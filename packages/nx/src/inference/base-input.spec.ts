import { resolveBaseInput } from './base-input';
import type { ProjectSources } from './file-inputs';

const directories = ['./db/', '../../shared/sql', 'sql/migrations'];
const config = { ok: true, summary: { directories }, inputs: [] };
const project = { projectRoot: 'apps/api', configName: 'pgrestify.config.js', config } as unknown as ProjectSources;
const packagePath = '/ws/node_modules/@pgrestify/nx';

it('asks a program of the package for the folders of the project and the base of nx.json', () => {
  expect(resolveBaseInput(project, '/ws', { defaultBase: 'trunk' }, packagePath)).toEqual([
    {
      runtime:
        'node node_modules/@pgrestify/nx/dist/base/print-base-trees.js trunk apps/api apps/api/sql apps/api/db shared/sql',
    },
  ]);
});

it('names no base where nx.json has none, and quotes the path of the program', () => {
  const [input] = resolveBaseInput(project, '/ws', {}, '/other place/node_modules/@pgrestify/nx');
  expect(input).toEqual({
    runtime: expect.stringContaining(
      'node "../other place/node_modules/@pgrestify/nx/dist/base/print-base-trees.js" base64: apps/api',
    ),
  });
});

it('takes all commits where the plugin runs from its sources', () => {
  expect(resolveBaseInput(project, '/ws', {}, '/ws/packages/nx')).toEqual([{ runtime: 'git show-ref --head' }]);
});
