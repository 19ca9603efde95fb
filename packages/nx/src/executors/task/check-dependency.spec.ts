import type { MigrateOptions } from '@pgrestify/engine';
import * as engine from '@pgrestify/engine';
import { createMemoryDatabase, createMemoryProject, type MemoryProject } from '@pgrestify/engine/testing';
import { checkDependency } from './check-dependency';

type ProjectOptions = Parameters<typeof createMemoryProject>[0];

/** `auth`, with two migrations applied. */
async function migrated(options: ProjectOptions = {}): Promise<MemoryProject> {
  const project = createMemoryProject({ project: 'auth', ...options });
  project.migration('001_users', 'CREATE TABLE users ();', 'DROP TABLE users;');
  project.migration('003_roles', 'CREATE TABLE roles ();', 'DROP TABLE roles;');
  await project.migrate({ confirm: true });
  return project;
}

/** What is said of it with `--to` of another project: `passes`, or the error. */
async function check(project: MemoryProject, options: MigrateOptions = {}): Promise<string> {
  const { contents } = project.database;
  const before = contents();
  try {
    await checkDependency({
      engine,
      settings: project.settings,
      options,
      ports: project.ports(),
      because: ['to'],
      place: {
        project: 'auth',
        configuration: 'production',
        flags: ['--docker'],
        targetNames: new Map([['migrate', 'db-migrate']]),
      },
    });
    return 'passes';
  } catch (error) {
    if (!(error instanceof engine.EngineError)) throw error;
    return `${error.code}: ${error.message}\nhint: ${error.hint}`;
  } finally {
    expect(contents()).toBe(before);
  }
}

it.each<[string, (project: MemoryProject) => unknown]>([
  ['that is settled', () => {}],
  ['that is ahead of its files', (project) => project.remove('migrations/003_roles')],
  [
    'of which a repeatable script is gone',
    async (project) => {
      project.write('repeatable/v.sql', 'SELECT 1;');
      await project.migrate();
      project.remove('repeatable/v.sql');
    },
  ],
])('passes a project %s, since its migrate has nothing to do', async (_what, change) => {
  const project = await migrated();
  await change(project);
  expect(await check(project)).toBe('passes');
});

it('passes one that status finds unsettled for what migrate only warns of', async () => {
  const database = createMemoryDatabase();
  const base = createMemoryProject({ project: 'base', database });
  base.migration('1_base', 'SELECT 1;', 'SELECT 2;');
  await base.migrate();
  const project = createMemoryProject({ project: 'auth', database });
  project.migration('2_auth', '-- pgrestify: requires base:1\nSELECT 3;');
  await project.migrate();
  await base.rollback({ allowRequired: true });
  expect((await project.status({ check: true })).outcome).toBe('failed');
  expect(await check(project)).toBe('passes');
});

it('names what is pending, and the command that applies it, for the same target and environment', async () => {
  const project = await migrated();
  for (const id of ['004', '005', '006', '007']) project.migration(id, 'SELECT 1;');
  expect(await check(project)).toBe(
    [
      'REQUIREMENT_MISSING: auth is not up to date, and with --to of another project it is only checked. Pending there: 004, 005, 006 and 1 more.',
      'hint: Run `nx run auth:db-migrate --configuration=production --docker` first.',
    ].join('\n'),
  );
});

it('names a repeatable script that was edited', async () => {
  const project = await migrated();
  project.write('functions/f.sql', 'SELECT 1;');
  expect(await check(project)).toContain('Pending there: functions/f.sql.');
});

it('says --confirm where its migrate asks for it', async () => {
  const project = await migrated({ migrations: { requireConfirmation: true } });
  expect(await check(project)).toBe('passes');
  project.migration('004', 'SELECT 1;');
  expect(await check(project)).toContain(
    '`nx run auth:db-migrate --confirm --configuration=production --docker` first',
  );
});

it.each<[string, string, string, (project: MemoryProject) => void]>([
  [
    'an edited migration',
    'CHANGED: Checksum of 003_roles changed',
    'accept the edit with `repair --checksums --id=003_roles`',
    (project) => project.migration('003_roles', 'CREATE TABLE others ();'),
  ],
  [
    'a migration that is gone',
    'MISSING: Applied before, but the files are gone: 001_users.',
    '`rollback --missing`',
    (project) => project.remove('migrations/001_users'),
  ],
  [
    'one out of order',
    'OUT_OF_ORDER: Older than the newest applied migration: 002_late.',
    '(`nx run auth:db-migrate --out-of-order --configuration=production --docker` waives this.)',
    (project) => project.migration('002_late', 'SELECT 1;'),
  ],
])('passes on for which %s its migrate is refused', async (_what, reason, way, change) => {
  const project = await migrated();
  change(project);
  const text = await check(project);
  expect(text).toContain(
    `auth cannot be migrated, and with --to of another project it is only checked. Its own migrate is refused:\n${reason}`,
  );
  expect(text).toContain('hint: Settle this in auth first. ');
  expect(text).toContain(way);
});

it('is refused by the options of its target as its migrate is', async () => {
  const project = await migrated();
  project.migration('002_late', 'SELECT 1;');
  expect(await check(project, { outOfOrder: true })).toContain('Pending there: 002_late.');
});
