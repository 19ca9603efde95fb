import { createMemoryProject, type MemoryProject } from '../../testing/memory/memory-project';
import { describeStatus, statusJson } from './status-text';

/** One migration applied, one failed, one pending, after a rollback. */
async function project(): Promise<MemoryProject> {
  const made = createMemoryProject();
  made.migration('20240115-users', 'CREATE TABLE users ();', 'DROP TABLE users;');
  made.migration('20240116-posts', '-- pgrestify: transaction off\nSELECT 1;\nSELECT 2;');
  await made.migrate({ to: '20240115' });
  await made.rollback();
  made.database.fail({ statement: 'SELECT 2', how: 'error', message: 'boom' });
  await made.migrate();
  made.migration('add-avatar', 'SELECT 3;');
  return made;
}

describe('describeStatus', () => {
  it('aligns a table of states', async () => {
    expect(describeStatus(await (await project()).status(), 'table')).toBe(
      [
        'status api, environment staging, database postgres@memory:5432/test',
        '  state            version   name            applied at (UTC)     duration  runs',
        '  applied          20240115  20240115-users  2026-01-01 00:00:00  0 ms',
        '  failed (1 of 2)  20240116  20240116-posts  2026-01-01 00:00:00  0 ms      outside a transaction by its directive, 2 statements',
        '  pending                    add-avatar',
        '',
        '1 applied, 1 failed, 1 pending',
        '',
      ].join('\n'),
    );
  });

  it('says that the database is another one than meant', async () => {
    const { database, settings } = await project();
    const elsewhere = createMemoryProject({ database, environment: `not-${settings.environment}` });
    for (const view of ['table', 'history', 'logs'] as const) {
      expect(describeStatus(await elsewhere.status(), view)).toMatch(
        /^ {2}warning: This database is stamped as environment "staging" of api, /m,
      );
    }
    expect(JSON.parse(statusJson(await elsewhere.status())).notices).toMatchObject([{ severity: 'warning' }]);
  });

  it('says why --check fails, what is wrong first', async () => {
    const text = describeStatus(await (await project()).status({ check: true }), 'table');
    expect(text).toContain('\nNot settled, so --check fails: 1 failed, 1 pending.\n');
    expect(describeStatus(await (await project()).status(), 'table')).not.toContain('--check');
  });

  it('says that there are none', async () => {
    expect(describeStatus(await createMemoryProject().status(), 'table')).toContain('No migrations.\n');
  });

  it('names what is wrong in the files', async () => {
    const broken = createMemoryProject();
    broken.write('migrations/001_a/down.sql', 'SELECT 1;');
    expect(describeStatus(await broken.status(), 'table')).toMatch(/^ {2}error: .*001_a/m);
  });

  it('prints the version alone', async () => {
    expect(describeStatus(await (await project()).status(), 'current')).toBe('20240115\n');
    expect(describeStatus(await createMemoryProject().status(), 'current')).toBe('none\n');
  });

  it('prints what was done, newest first', async () => {
    expect(describeStatus(await (await project()).status({ history: true }), 'history')).toBe(
      [
        'status api, environment staging, database postgres@memory:5432/test',
        '  at (UTC)             action  outcome    name            duration  by',
        '  2026-01-01 00:00:00  up      failed     20240116-posts  0 ms      postgres',
        '  2026-01-01 00:00:00  up      succeeded  20240115-users  0 ms      postgres',
        '  2026-01-01 00:00:00  down    succeeded  20240115-users  0 ms      postgres',
        '  2026-01-01 00:00:00  up      succeeded  20240115-users  0 ms      postgres',
        '',
      ].join('\n'),
    );
  });

  it('prints the log with its errors', async () => {
    const text = describeStatus(await (await project()).status({ logs: true }), 'logs');
    expect(text).toContain('  2026-01-01 00:00:00  up  failed  20240116-posts  0 ms  STEP_FAILED\n    apps/api/sql');
    // The event of a run lists its steps, which have lines of their own.
    expect(text.match(/20240116-posts/g)).toHaveLength(2);
    expect(text).toContain('boom');
  });
});

describe('statusJson', () => {
  it('is one object with a row for each script', async () => {
    const parsed = JSON.parse(statusJson(await (await project()).status()));
    expect(parsed).toMatchObject({
      type: 'status',
      outcome: 'succeeded',
      project: 'api',
      current: '20240115',
      events: [],
    });
    expect(parsed.migrations).toMatchObject([
      { id: '20240115-users', state: 'applied', version: '20240115', appliedAt: '2026-01-01T00:00:00.000Z' },
      { id: '20240116-posts', state: 'failed', unitsDone: 1, unitsTotal: 2 },
      { id: 'add-avatar', state: 'pending' },
    ]);
  });
});
