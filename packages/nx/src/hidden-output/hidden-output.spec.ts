import type { PostTasksExecutionContext } from '@nx/devkit';
import { parseNxCommand } from '../guard/nx-command';
import { describeHiddenOutput } from './describe-hidden-output';
import { hidesSuccess } from './hides-success';
import { listHiddenTasks } from './print-hidden-output';

function commandOf(line: string) {
  const command = parseNxCommand(line.split(' '));
  if (command === undefined) throw new Error(line);
  return command;
}
const hiding = { printsFullTaskOutput: () => false };

describe('hidesSuccess', () => {
  it('is so where Nx does and nobody said otherwise', () => {
    expect(hidesSuccess(commandOf('run-many -t status'), {}, hiding)).toBe(true);
  });

  it('is not so in Nx 22, which shows all', () => {
    expect(hidesSuccess(commandOf('run-many -t status'), {}, {})).toBe(false);
  });

  it.each([
    '--output-style=static',
    '--output-style static-failures-only',
    '--outputStyle=stream',
    '--verbose',
    '--batch',
  ])('is not so with %s', (option) =>
    expect(hidesSuccess(commandOf(`run-many -t status ${option}`), {}, hiding)).toBe(false),
  );

  it.each([
    ...['NX_STREAM_OUTPUT', 'NX_BATCH_MODE', 'NX_VERBOSE_LOGGING', 'NX_TUI', 'NX_DAEMON_PROCESS'].map((name) => ({
      [name]: 'true',
    })),
    { NX_DEFAULT_OUTPUT_STYLE: 'static' },
  ])('is not so with %j', (env) => {
    expect(hidesSuccess(commandOf('run-many -t status'), env, hiding)).toBe(false);
  });
});

describe('listHiddenTasks', () => {
  const targets = { migrate: { executor: '@pgrestify/nx:migrate' }, build: { executor: '@nx/js:tsc' } };
  const node = (name: string) => ({ name, type: 'app' as const, data: { root: name, targets } });
  const projects = { nodes: { api: node('api'), auth: node('auth') }, dependencies: {} };
  const result = (project: string, target: string, status: string) => ({
    task: { target: { project, target } },
    status,
    terminalOutput: `${project}:${target}`,
  });
  const results = Object.fromEntries(
    [
      result('auth', 'migrate', 'success'),
      result('api', 'migrate', 'local-cache'),
      result('api', 'build', 'success'),
    ].map((each) => [each.terminalOutput, each]),
  ) as unknown as PostTasksExecutionContext['taskResults'];
  const listed = (line: string, more = {}) =>
    listHiddenTasks(commandOf(line), { ...results, ...more }, projects).map(({ output }) => output);

  it('are those of ours that succeeded, of all projects or of those before the one that was named', () => {
    expect(listed('run-many -t migrate build')).toEqual(['auth:migrate', 'api:migrate']);
    expect(listed('affected -t migrate')).toEqual(['auth:migrate', 'api:migrate']);
    expect(listed('run api:migrate')).toEqual(['auth:migrate']);
  });

  it('are not those that Nx shows: failed ones, and all where the project is not known', () => {
    const failed = { 'auth:migrate': { ...results['auth:migrate'], status: 'failure' } };
    expect(listed('run-many -t migrate', failed)).toEqual(['api:migrate']);
    expect(listed('migrate')).toEqual([]);
  });
});

describe('describeHiddenOutput', () => {
  const task = (executor: string, output: string) => ({
    project: 'api',
    target: 'x',
    executor: `@pgrestify/nx:${executor}`,
    output,
  });

  it('has what each task printed', () => {
    expect(describeHiddenOutput([task('migrate', '\nDone: 1 applied.\n\n')])).toMatch(
      /> nx run api:x\n\nDone: 1 applied\.\n/,
    );
  });

  it('leaves out a validate that found nothing, and says nothing of nothing', () => {
    expect(describeHiddenOutput([task('validate', 'a\nValid: nothing found, in 2 s.\n')])).toBeUndefined();
    expect(describeHiddenOutput([task('validate', 'Valid: 1 warning, in 2 s.\n')])).toContain('1 warning');
    expect(describeHiddenOutput([])).toBeUndefined();
  });
});
