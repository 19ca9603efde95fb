import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import type { MigrationEvent, Reporter, Settings } from '@pgrestify/engine';
import * as realEngine from '@pgrestify/engine';
import { makeTemporaryFolder } from '@pgrestify/engine/testing';
import { commandVariable, writeNotedCommand } from '../guard/noted-command';
import { parseNxCommand } from '../guard/nx-command';
import type { Engine } from '../load-engine';
import type { Command, CommandResult } from './command';
import { runCommand } from './run-command';

let root: string;

beforeEach(() => {
  root = makeTemporaryFolder('run');
  mkdirSync(join(root, 'api'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** So long ago that the line about it is shown at once. */
const longStep: MigrationEvent = {
  type: 'step-started',
  at: new Date(0),
  id: '001_a',
  action: 'up',
  index: 0,
  total: 1,
  path: 'up.sql',
  mode: 'transactional',
};
const production = { database: { url: 'postgres://app:canary@db/shop' } };
const config = (value: unknown) => writeFileSync(join(root, 'api/pgrestify.config.json'), JSON.stringify(value));

interface Options {
  readonly environment?: string;
  readonly json?: boolean;
  readonly reset?: boolean;
  readonly dryRun?: boolean;
  readonly report?: string;
  readonly progress?: boolean;
}

/** A run of an executor: the real engine, but for the ports and the command. */
async function run(
  options: Options,
  more: {
    readonly name?: 'migrate' | 'status';
    readonly context?: Partial<ExecutorContext>;
    readonly env?: Record<string, string>;
    readonly outcome?: 'succeeded' | 'nothing-to-do' | 'planned' | 'refused' | 'failed' | 'cancelled';
    readonly body?: (settings: Settings) => void;
    readonly isUpToDate?: boolean;
    readonly ends?: 'by-itself' | 'by-signal';
    /** Secrets of which the ports tell. */
    readonly learned?: readonly string[];
    readonly terminal?: NodeJS.ReadableStream;
    /** Columns of a screen that the output goes to. */
    readonly columns?: number;
    /** What the engine reports while the command runs. */
    readonly events?: readonly MigrationEvent[];
    readonly signal?: AbortSignal;
    readonly flush?: () => Promise<void>;
  } = {},
) {
  const output: string[] = [];
  const seen: { settings: Settings; options: Options }[] = [];
  const asked: object[] = [];
  let closed = 0;
  let terminal: unknown;
  let progress: unknown;
  let reporter: Reporter | undefined;
  const engine = {
    ...realEngine,
    openPorts: (_settings: Settings, options: Parameters<Engine['openPorts']>[1]) => {
      ({ terminal, progress, reporter } = options);
      options.learnSecrets?.(more.learned ?? []);
      return {
        close: async () => {
          closed += 1;
        },
      };
    },
    migrate: async (_settings: Settings, options: object) => {
      asked.push(options);
      return { plan: { steps: more.isUpToDate ? [] : [{ id: '002' }] }, refusals: [] };
    },
    status: async () => ({ outcome: 'succeeded' }),
  } as unknown as Engine;
  const command: Command<Options> = {
    name: more.name ?? 'migrate',
    run: async (input) => {
      seen.push({ settings: input.settings, options: input.options });
      for (const event of more.events ?? []) reporter?.report(event);
      more.body?.(input.settings);
      // Of a status all else is for a report.
      return {
        outcome: more.outcome ?? 'succeeded',
        migrations: [],
        problems: [],
        notices: [],
      } as unknown as CommandResult;
    },
    database: () => 'needed',
    migratesWith: () => ({ outOfOrder: true }),
    ...(more.ends && { ends: () => more.ends ?? 'by-itself' }),
  };
  const { success } = await runCommand(command, options, contextOf(more.context), {
    env: more.env ?? {},
    write: (text) => output.push(text),
    listen: () => ({ signal: more.signal ?? new AbortController().signal, stop: () => {} }),
    loadEngine: async () => engine,
    terminal: () => more.terminal,
    screen: () => (more.columns === undefined ? undefined : { columns: () => more.columns ?? 0 }),
    ...(more.flush && { flush: more.flush }),
  });
  return { success, output: output.join(''), seen, asked, closed, terminal, progress };
}

function contextOf(more: Partial<ExecutorContext> = {}): ExecutorContext {
  const targets = { migrate: { executor: '@pgrestify/nx:migrate' } };
  return {
    root,
    cwd: root,
    isVerbose: false,
    projectName: 'api',
    targetName: 'migrate',
    nxJsonConfiguration: {},
    projectsConfigurations: { version: 2, projects: { api: { root: 'api', targets } } },
    projectGraph: {
      nodes: { api: { name: 'api', type: 'app', data: { root: 'api', targets } } },
      dependencies: {},
    },
    ...more,
  };
}

describe('runCommand', () => {
  beforeEach(() => config({ environments: { development: {}, production } }));

  it.each([
    ['succeeded', true],
    ['nothing-to-do', true],
    ['planned', true],
    ['refused', false],
    ['failed', false],
    ['cancelled', false],
  ] as const)('ends a run that %s with success %s, and closes its ports', async (outcome, success) => {
    expect(await run({}, { outcome })).toMatchObject({ success, closed: 1 });
  });

  it('asks at the terminal, but not where JSON is to be printed', async () => {
    const input = new PassThrough();
    expect((await run({}, { terminal: input })).terminal).toMatchObject({ input });
    expect((await run({ json: true }, { terminal: input })).terminal).toBeUndefined();
    expect((await run({})).terminal).toBeUndefined();
  });

  it.each<[string, Options, number | undefined, string, boolean]>([
    ['at a terminal', {}, 80, 'watched', true],
    ['at a terminal, when asked', { progress: true }, 80, 'watched', true],
    ['not at a terminal, when told so', { progress: false }, 80, 'unwatched', false],
    ['not in a pipe', {}, undefined, 'unwatched', false],
    ['in a pipe, when asked', { progress: true }, undefined, 'watched', false],
    ['not in JSON', { json: true, progress: true }, 80, 'unwatched', false],
  ])('shows how far a step is %s', async (_where, options, columns, watched, isRedrawn) => {
    const { progress, output } = await run(options, { ...(columns && { columns }), events: [longStep] });
    expect([progress, output.includes('\r\u001b[K')]).toEqual([watched, isRedrawn]);
  });

  it('takes the line away before it says how the command failed', async () => {
    const { output } = await run(
      {},
      {
        columns: 80,
        events: [longStep],
        body: () => {
          throw new realEngine.EngineError('CONNECTION_FAILED', 'it is gone');
        },
      },
    );
    expect(output).toContain('  running      001_a');
    expect(output).toContain('\r\u001b[KCONNECTION_FAILED: it is gone');
  });

  it.each([
    ['the option', { environment: 'production' }, {}],
    ['the Nx configuration', {}, { configurationName: 'production' }],
    ['both', { environment: 'production' }, { configurationName: 'production' }],
  ])('takes the environment from %s', async (_name, options, context) => {
    const { seen } = await run(options, { context });
    expect(seen[0]?.settings.environment).toBe('production');
  });

  it('takes the environment from what a configuration of the user says', async () => {
    const target = { executor: '@pgrestify/nx:migrate', configurations: { ci: { environment: 'production' } } };
    const { seen } = await run({ environment: 'production' }, { context: { configurationName: 'ci', target } });
    expect(seen[0]?.settings.environment).toBe('production');
  });

  it.each([
    [{ environment: 'development' }, { configurationName: 'production' }, 'ENVIRONMENT_CONFLICT'],
    [{ environment: 'prodction' }, {}, 'ENVIRONMENT_UNKNOWN'],
    [{}, { projectName: 'nobody' }, 'runs as a target of a project'],
  ])('says what is wrong with %j and %j', async (options, context, expected) => {
    const { success, output, seen } = await run(options, { context });
    expect({ success, ran: seen.length }).toEqual({ success: false, ran: 0 });
    expect(output).toContain(expected);
  });

  it.each([
    ['migrate', '@pgrestify/nx:migrate', {}, 'TARGET_CACHED'],
    ['drift', '@pgrestify/nx:validate', { afterMigration: true }, 'TARGET_CACHED'],
    ['validate', '@pgrestify/nx:validate', {}, 'OPTION_INVALID'],
  ])('refuses what Nx would keep of a live database, as task %s of %s', async (targetName, executor, own, code) => {
    const target = { executor, cache: false, options: own };
    const task = { id: `api:${targetName}`, target: { project: 'api', target: targetName }, cache: true };
    const taskGraph = { tasks: { [task.id]: task }, dependencies: {} } as unknown as TaskGraph;
    const { success, seen, output } = await run({}, { context: { targetName, target, taskGraph } });
    expect({ success, ran: seen.length }).toEqual({ success: false, ran: 0 });
    expect(output).toContain(code);
  });

  it('refuses a target of Nx 22 that only the list of its runner says to keep', async () => {
    const nxJsonConfiguration = { tasksRunnerOptions: { default: { options: { cacheableOperations: ['migrate'] } } } };
    expect((await run({}, { context: { nxJsonConfiguration } })).output).toContain('TARGET_CACHED: Nx would keep');
    const target = { executor: '@pgrestify/nx:migrate', cache: false };
    expect((await run({}, { context: { nxJsonConfiguration, target } })).success).toBe(true);
  });

  it('prints no secret that is learned only while the command runs', async () => {
    config({ environments: { development: { database: { kind: 'docker' } } } });
    const { output } = await run(
      {},
      {
        learned: ['canaryOfContainer'],
        body: () => {
          throw new Error('not with canaryOfContainer');
        },
      },
    );
    expect(output).toContain('not with ***');
  });

  it('prints the hint of an error, and never a stack or a secret', async () => {
    const { success, output, closed } = await run(
      { environment: 'production' },
      {
        body: ({ database }) => {
          throw new realEngine.EngineError('CONNECTION_FAILED', `cannot reach ${JSON.stringify(database)}`, {
            hint: 'start it, or correct postgres://app:canary@db/shop',
            location: { path: 'a.sql', line: 3, column: 1 },
            excerpt: '3 | SELEC 1\n  | ^',
          });
        },
      },
    );
    expect({ success, closed }).toEqual({ success: false, closed: 1 });
    expect(output).toContain('CONNECTION_FAILED: cannot reach');
    expect(output).toContain(
      '(a.sql:3:1)\n3 | SELEC 1\n  | ^\nhint: start it, or correct postgres://app:***@db/shop\n',
    );
    expect(output).not.toMatch(/canary|\n\s+at /);
  });

  it.each([
    ['not', false],
    ['with --verbose', true],
  ])('prints the stack of a fault of ours %s, without a secret in it', async (_when, isVerbose) => {
    const body = (): never => {
      throw new TypeError('canary is not a function', { cause: new Error('of canary') });
    };
    const more = { body, context: { isVerbose }, env: { DB_PASSWORD: 'canary' } };
    const [text, json] = [(await run({}, more)).output, (await run({ json: true }, more)).output];
    expect(text).toContain('INTERNAL: TypeError: *** is not a function\nhint: Report it, with what');
    expect(JSON.parse(json)).toMatchObject({ type: 'error', code: 'INTERNAL' });
    for (const output of [text, json]) {
      expect(output).not.toContain('canary');
      expect(/ at .*caused by Error: of \*\*\*/s.test(output)).toBe(isVerbose);
    }
  });

  it('prints an error as JSON with --json', async () => {
    const { output } = await run({ json: true, environment: 'x' });
    expect(JSON.parse(output)).toMatchObject({ type: 'error', project: 'api', code: 'ENVIRONMENT_UNKNOWN' });
  });

  it('prints JSON in ASCII, and no secret in it that is not', async () => {
    config({ environments: { development: { database: { url: 'postgres://app:k%C3%A4nary@db/shop' } } } });
    const body = () => {
      throw new Error('é\u2028 känary');
    };
    const { output } = await run({ json: true }, { body });
    expect(output).toMatch(/^[\x20-\x7e]*\n$/);
    expect(JSON.parse(output)).toMatchObject({ message: expect.stringContaining('é\u2028 ***') });
  });

  it('ends when all that it printed has left the process', async () => {
    const order: string[] = [];
    const flush = async () => {
      order.push('flushed');
    };
    await run({}, { flush, body: () => order.push('ran') });
    expect(order).toEqual(['ran', 'flushed']);
  });

  it('says why a config cannot be read', async () => {
    writeFileSync(join(root, 'api/pgrestify.config.json'), '{');
    expect((await run({})).output).toContain('CONFIG_UNREADABLE: api/pgrestify.config.json');
  });
});

describe('a command that the engine names in a hint', () => {
  beforeEach(() => config({ environments: { development: {}, production } }));
  const fails = () => {
    throw new realEngine.EngineError('MISSING', 'Gone.', { hint: 'Forget them with `repair --missing`.' });
  };

  it.each([
    [{}, {}, 'hint: Forget them with `nx run api:repair --missing`.'],
    [{}, { configurationName: 'production' }, '`nx run api:repair --missing --configuration=production`.'],
    [{ environment: 'production' }, {}, '`nx run api:repair --missing --configuration=production`.'],
    [{ json: true }, {}, 'Forget them with `repair --missing`.'],
  ])('can be pasted, for the same environment: %j %j', async (options, context, expected) => {
    expect((await run(options, { context, body: fails })).output).toContain(expected);
  });
});

describe('an option of the feature document', () => {
  beforeEach(() => config({ environments: { development: {}, production } }));

  it.each([
    [{ status: true }, 'OPTION_INVALID: --status is a command of its own here.\nhint: Run `nx run api:status`.'],
    [{ history: true, environment: 'production' }, 'Run `nx run api:status --history --configuration=production`.'],
    [{ test: true, copyProdData: true }, 'Run `nx run api:migrate --test --copy-from=production --with-data`.'],
    [{ report: true }, 'hint: Run `nx run api:migrate --report=migration-report.json`; .md,'],
  ])('that migrate has not is answered, and nothing is run: %j', async (options, expected) => {
    const { success, seen, output } = await run(options as Options);
    expect({ success, ran: seen.length }).toEqual({ success: false, ran: 0 });
    expect(output).toContain(expected);
  });

  it('that only another command has is answered with that, in the names of this project', async () => {
    const [migrate, rollback] = ['migrate', 'db-rollback'];
    const targets = {
      [migrate]: { executor: '@pgrestify/nx:migrate' },
      [rollback]: { executor: '@pgrestify/nx:rollback' },
    };
    const context = { projectsConfigurations: { version: 2, projects: { api: { root: 'api', targets } } } };
    const { success, seen, output } = await run({ steps: 2, checksums: false } as Options, { context });
    expect({ success, ran: seen.length }).toEqual({ success: false, ran: 0 });
    expect(output).toBe(
      [
        'OPTION_INVALID: --steps, --no-checksums: not of migrate.',
        'hint: Leave it out. --steps is for `nx run api:db-rollback`. --no-checksums is for `nx run api:repair`.',
        '',
      ].join('\n'),
    );
  });

  it('is answered for the project that was named where that of a dependency comes first', async () => {
    const task = (project: string) => ({ id: `${project}:migrate`, target: { project, target: 'migrate' } });
    const targets = { migrate: { executor: '@pgrestify/nx:migrate' } };
    const node = (name: string) => ({ name, type: 'app' as const, data: { root: name, targets } });
    const context = {
      projectGraph: { nodes: { api: node('api'), web: node('web') }, dependencies: {} },
      taskGraph: {
        tasks: { 'web:migrate': task('web'), 'api:migrate': task('api') },
        dependencies: { 'web:migrate': ['api:migrate'], 'api:migrate': [] },
      } as unknown as TaskGraph,
    };
    const env = { [commandVariable]: writeNotedCommand(parseNxCommand(['run', 'web:migrate', '--status'])) };
    expect((await run({ status: true } as Options, { context, env })).output).toContain('Run `nx run web:status`.');
  });
});

it.each(['by-itself', 'by-signal'] as const)(
  'a command that ends %s succeeds only by itself, so that Nx keeps no watch',
  async (ends) => {
    config({ environments: { development: production } });
    expect(await run({}, { ends })).toMatchObject({ success: ends === 'by-itself' });
  },
);

describe('in a workflow of GitHub', () => {
  const env = { GITHUB_ACTIONS: 'true' };
  const failing = {
    env,
    context: {},
    body: () => {
      throw new realEngine.EngineError('CONNECTION_FAILED', 'No ca,nary: 1.');
    },
  };

  it('prints what went wrong as an annotation, without secrets', async () => {
    config({ environments: { development: production } });
    const { output } = await run({}, failing);
    expect(output).toMatch(/^::error title=api%3A CONNECTION_FAILED::No ca,nary: 1\.$/m);
    const secret = { ...failing, learned: ['ca,nary'] };
    expect((await run({}, secret)).output).not.toContain('nary');
  });

  it('prints none between lines of JSON, and none of what went well', async () => {
    config({ environments: { development: production } });
    expect((await run({ json: true }, failing)).output).not.toContain('::error');
    expect((await run({}, { env })).output).not.toContain('::');
  });
});

describe('with --report', () => {
  const readReport = (path = 'out/r.json') => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const report = 'out/r.json';

  beforeEach(() => config({ environments: { development: {}, production } }));

  it('is there while the command runs, says cancelled from the signal on, and in the end how it ended', async () => {
    const controller = new AbortController();
    const seen: unknown[] = [];
    const body = () => {
      seen.push(readReport());
      controller.abort();
      seen.push(readReport());
      throw new realEngine.EngineError('CANCELLED', 'The run was cancelled.');
    };
    await run({ report, environment: 'production' }, { body, signal: controller.signal });
    expect([...seen, readReport()]).toMatchObject([
      { outcome: 'unfinished', environment: 'production', database: 'app@db:5432/shop' },
      { outcome: 'cancelled', isComplete: false },
      { outcome: 'cancelled', isComplete: true, error: { code: 'CANCELLED' } },
    ]);
  });

  it('is there when the config cannot be read, and holds no secret', async () => {
    config({ environments: { development: { database: { url: 'postgres://app:canary@db:port/shop' } } } });
    const { success } = await run({ report });
    expect(success).toBe(false);
    expect(readReport()).toMatchObject({ command: 'migrate', project: 'api', outcome: 'failed' });
    expect(JSON.stringify(readReport())).not.toContain('canary');
  });

  it.each([
    ['r.txt', 'REPORT_KIND_UNKNOWN'],
    ['../r.json', 'FILE_OUTSIDE_WORKSPACE'],
    ['api/pgrestify.config.json', 'REPORT_UNWRITABLE'],
    ['api/pgrestify.config.json/r.json', 'REPORT_UNWRITABLE'],
  ])('to %s runs nothing', async (path, code) => {
    const { success, seen, output } = await run({ report: path });
    expect({ success, ran: seen.length }).toEqual({ success: false, ran: 0 });
    expect(output).toContain(code);
  });

  it('that can no longer be written fails the command, which has run', async () => {
    const body = () => {
      rmSync(join(root, 'out'), { recursive: true });
      writeFileSync(join(root, 'out'), '');
    };
    const { success, seen, output, closed } = await run({ report }, { body });
    expect({ success, ran: seen.length, closed }).toEqual({ success: false, ran: 1, closed: 1 });
    expect(output.match(/REPORT_UNWRITABLE/g)).toHaveLength(1);
  });
});

describe('a task that runs only as a dependency', () => {
  const task = (project: string) => ({ id: `${project}:migrate`, target: { project, target: 'migrate' } });
  const taskGraph = {
    tasks: { 'web:migrate': task('web'), 'api:migrate': task('api') },
    dependencies: { 'web:migrate': ['api:migrate'], 'api:migrate': [] },
  } as unknown as TaskGraph;

  beforeEach(() => config({}));

  it('keeps --dry-run', async () => {
    const { seen } = await run({ dryRun: true }, { context: { taskGraph } });
    expect(seen.map(({ options }) => options)).toEqual([{ dryRun: true }]);
  });

  it('is only checked with --reset, and refuses by name when it is behind', async () => {
    const { success, seen, asked, output, closed } = await run({ reset: true }, { context: { taskGraph } });
    expect({ success, ran: seen.length, closed }).toEqual({ success: false, ran: 0, closed: 1 });
    expect(asked).toEqual([{ outOfOrder: true, dryRun: true }]);
    expect(output).toContain('REQUIREMENT_MISSING: api is not up to date, and with --reset');
    expect(output).toContain('Pending there: 002.\nhint: Run `nx run api:migrate` first.');
  });

  it('lets the run go on when it is up to date', async () => {
    const { success, seen, output } = await run({ reset: true }, { context: { taskGraph }, isUpToDate: true });
    expect({ success, ran: seen.length }).toEqual({ success: true, ran: 0 });
    expect(output).toBe('api has nothing to migrate; --reset concerns the named project alone.\n');
  });

  it('names its project in an error, since several have tasks', async () => {
    const projectGraph = {
      nodes: Object.fromEntries(
        ['api', 'web'].map((name) => {
          const targets = { migrate: { executor: '@pgrestify/nx:migrate' } };
          return [name, { name, type: 'app' as const, data: { root: name, targets } }];
        }),
      ),
      dependencies: {},
    };
    const { output } = await run({ environment: 'x' }, { context: { taskGraph, projectGraph } });
    expect(output).toMatch(/^api: ENVIRONMENT_UNKNOWN: /);
  });

  it('does as it is told when the user named it too', async () => {
    const command = parseNxCommand(['run-many', '-t', 'migrate', '-p', 'api', '--reset']);
    const { seen } = await run(
      { reset: true },
      {
        context: { taskGraph },
        env: { [commandVariable]: writeNotedCommand(command) },
      },
    );
    expect(seen.map(({ options }) => options)).toEqual([{ reset: true }]);
  });
});

it('refuses when Nx dropped the configuration that was asked for', async () => {
  config({ environments: { development: {} } });
  const taskGraph = {
    tasks: { 'api:migrate': { id: 'api:migrate', target: { project: 'api', target: 'migrate' } } },
    dependencies: { 'api:migrate': [] },
  } as unknown as TaskGraph;
  const command = parseNxCommand(['affected', '-t', 'migrate', '-c', 'production']);
  const { success, output } = await run(
    {},
    {
      context: { taskGraph },
      env: { [commandVariable]: writeNotedCommand(command) },
    },
  );
  expect(success).toBe(false);
  expect(output).toContain('so nothing is run: api:migrate');
});
