import type { ExecutorContext } from '@nx/devkit';
import { EngineError, labelReportPath } from '@pgrestify/engine';
import { parseNxCommand } from '../../guard/nx-command';
import { resolveReportPath } from './report-path';
import type { TaskContext } from './task-context';

/** `web` depends on `@shop/api`, and Nx runs both. */
const targets = { migrate: { executor: '@pgrestify/nx:migrate' }, status: { executor: '@pgrestify/nx:status' } };
const node = (name: string) => ({ name, type: 'app', data: { root: name, targets } });
const projectGraph = { nodes: { web: node('web'), '@shop/api': node('@shop/api') }, dependencies: {} };

function resolve(
  given: string,
  project: string,
  {
    argv = ['run', 'web:migrate'],
    own = {},
    isCached = false,
    reports = {},
    tasks = ['web:migrate', '@shop/api:migrate'],
  }: {
    readonly argv?: readonly string[];
    readonly own?: TaskContext['ownOptions'];
    readonly isCached?: boolean;
    /** What Nx has made of the command line's path, by project; the path itself unless set. */
    readonly reports?: Readonly<Record<string, string>>;
    readonly tasks?: readonly string[];
  } = {},
): string {
  const entries = tasks.map((id) => {
    const [name = '', target = ''] = id.split(':');
    const overrides = { report: reports[name] ?? given };
    return [id, { id, target: { project: name, target }, overrides }] as const;
  });
  const context = {
    projectName: project,
    targetName: 'migrate',
    target: { executor: '@pgrestify/nx:migrate', cache: isCached },
    projectGraph,
    taskGraph: {
      tasks: Object.fromEntries(entries),
      dependencies: Object.fromEntries(tasks.map((id) => [id, id === 'web:migrate' ? ['@shop/api:migrate'] : []])),
    },
  } as unknown as ExecutorContext;
  const task = { project, target: 'migrate', ownOptions: own } as unknown as TaskContext;
  return resolveReportPath(given, task, context, parseNxCommand([...argv]), { EngineError, labelReportPath });
}

const both = ['run-many', '-t', 'migrate', '-p', 'web', '@shop/api'];

describe('resolveReportPath', () => {
  it.each([
    ['the named task', 'out/r.json', 'web', 'out/r.json'],
    ['a dependency', 'out/r.json', '@shop/api', 'out/r.@shop-api.json'],
    ['a dependency, in the root', 'r.html', '@shop/api', 'r.@shop-api.html'],
    ['any, with the project in it', 'out/{projectName}/r.xml', '@shop/api', 'out/@shop-api/r.xml'],
  ])('of %s: %s', (_what, given, project, expected) => {
    expect(resolve(given, project)).toBe(expected);
  });

  it('is one for each of several that were named', () => {
    const paths = ['web', '@shop/api'].map((project) => resolve('r.json', project, { argv: both }));
    expect(paths).toEqual(['r.web.json', 'r.@shop-api.json']);
  });

  it('is one for each target of a project', () => {
    const tasks = ['web:migrate', 'web:status'];
    expect(resolve('r.json', 'web', { argv: ['run-many', '-t', 'migrate', 'status'], tasks })).toBe(
      'r.web.migrate.json',
    );
  });

  it.each([
    ['reports/{projectName}.json', 'reports/web.json', 'reports/@shop/api.json'],
    ['{projectRoot}/run.json', 'apps/web/run.json', 'libs/api/run.json'],
  ])('is as Nx made it of %s, for the named task and for a dependency', (_typed, web, api) => {
    const reports = { web, '@shop/api': api };
    for (const argv of [['run', 'web:migrate'], both]) {
      expect(resolve(web, 'web', { argv, reports })).toBe(web);
      expect(resolve(api, '@shop/api', { argv, reports })).toBe(api);
    }
  });

  it('is one for each target of a project also where it names the project', () => {
    const tasks = ['web:migrate', 'web:status', '@shop/api:migrate'];
    const reports = { web: 'web.json', '@shop/api': 'api.json' };
    const argv = ['run-many', '-t', 'migrate', 'status'];
    expect(resolve('web.json', 'web', { argv, tasks, reports })).toBe('web.migrate.json');
    expect(resolve('api.json', '@shop/api', { argv, tasks, reports })).toBe('api.json');
  });

  it('is what the target itself says', () => {
    expect(resolve('r.json', '@shop/api', { own: { report: 'r.json' } })).toBe('r.json');
  });

  it.each([
    ['{projectName}.xml', ['run', 'web:migrate']],
    ['r.xml', both],
    ['/tmp/r.xml', ['run', 'web:migrate']],
  ])('of a cached task is refused where Nx would not restore it: %s', (given, argv) => {
    expect(() => resolve(given, 'web', { isCached: true, argv })).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('Set the option `report`') }),
    );
  });

  it('of a cached task is restored where it is written', () => {
    expect(resolve('r.xml', 'web', { isCached: true })).toBe('r.xml');
    expect(resolve('web.xml', 'web', { isCached: true, argv: both, own: { report: 'web.xml' } })).toBe('web.xml');
    const reports = { web: 'web.xml', '@shop/api': 'api.xml' };
    expect(resolve('web.xml', 'web', { isCached: true, argv: both, reports })).toBe('web.xml');
  });
});
