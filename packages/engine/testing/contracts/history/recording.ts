import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { maxStoredTextBytes } from '../../../src/history/layout';
import { repeatableOf } from '../../projects/migration-sets';
import { downStep, migrationOf, repeatStep, upStep } from '../../projects/steps';
import {
  appliedIds,
  apply,
  applyFailing,
  errorOf,
  eventsOf,
  failsWith,
  type HistoryCase,
  locked,
  rowOf,
  runOf,
  storedScript,
} from './harness';

const users = migrationOf('001_users', 'CREATE TABLE users ();', 'DROP TABLE users;');
const view = (text: string) => repeatableOf('repeatable/v.sql', text, 'after');

/** What steps leave in history, each with its transaction, and what they refuse. */
export const recordingCases: readonly HistoryCase[] = [
  {
    name: 'records an up with its run, its texts and an event',
    check: async ({ open }) => {
      await apply(open(), [upStep(users)]);
      const store = open();
      const row = await rowOf(store, '001_users');
      deepEqual(
        [row.kind, row.version, row.outcome, row.checksum, row.downChecksum, row.hasStoredDown, row.irreversible],
        ['versioned', '001', 'applied', users.up.checksum, users.down()?.checksum, true, undefined],
      );
      deepEqual(
        [row.runId, row.engineVersion, row.gitCommit, row.appliedBy],
        [runOf().runId, '0.1.0', 'abc123', 'postgres'],
      );
      ok(row.appliedAt instanceof Date && row.durationMs >= 0 && row.unitStarted === undefined);
      equal(await storedScript(store, '001_users', 'up'), 'CREATE TABLE users ();');
      equal(await storedScript(store, '001_users', 'down'), 'DROP TABLE users;');
      const [event] = await store.readEvents({ limit: 1 });
      deepEqual([event?.action, event?.id, event?.outcome, event?.by], ['up', '001_users', 'succeeded', 'postgres']);
      deepEqual([event?.runId, event?.errorCode], [runOf().runId, undefined]);
    },
  },
  {
    name: 'records what has no down, no number, nothing but comments, or is declared irreversible',
    check: async ({ open }) => {
      await apply(open(), [
        upStep(migrationOf('add-avatar', '-- nothing yet')),
        upStep(migrationOf('002_gone', '-- pgrestify: irreversible data is gone\nSELECT 1;', 'SELECT 2;')),
      ]);
      const store = open();
      const unnumbered = await rowOf(store, 'add-avatar');
      deepEqual([unnumbered.version, unnumbered.hasStoredDown, unnumbered.downChecksum], [undefined, false, undefined]);
      equal(await storedScript(store, 'add-avatar', 'down'), undefined);
      equal((await rowOf(store, '002_gone')).irreversible, 'data is gone');
    },
  },
  {
    name: 'keeps texts of any characters, and none that is longer than a mebibyte',
    check: async ({ open }) => {
      const quoted = `SELECT 'it''s \\', U&'\\0441', $$ä😀 -- "x"$$;\n`;
      const id = `003_o'brien "q" \\ ä😀`.replace('\\ ', '');
      const long = `SELECT 1; -- ${'x'.repeat(maxStoredTextBytes)}`;
      await apply(open(), [
        upStep(migrationOf(id, quoted, quoted)),
        upStep(migrationOf('004_long', 'SELECT 1;', long)),
      ]);
      const store = open();
      equal(await storedScript(store, id, 'down'), quoted);
      equal((await rowOf(store, id)).id, id);
      equal((await rowOf(store, '004_long')).hasStoredDown, false);
      equal(await storedScript(store, '004_long', 'down'), undefined);
    },
  },
  {
    name: 'records a repeatable script anew each time it runs',
    check: async ({ open }) => {
      const store = open();
      await apply(store, [repeatStep(view('SELECT 1;')), upStep(users)]);
      const first = await rowOf(store, 'repeatable/v.sql');
      deepEqual([first.kind, first.version], ['repeatable', undefined]);
      const edited = view('SELECT 2;');
      await apply(store, [repeatStep(edited, { expected: first })], runOf('api', 2));
      const second = await rowOf(store, 'repeatable/v.sql');
      deepEqual([second.checksum, second.runId], [edited.script.checksum, runOf('api', 2).runId]);
      deepEqual(await appliedIds(store), ['001_users', 'repeatable/v.sql']);
    },
  },
  {
    name: 'takes an undone migration out of history and keeps the events',
    check: async ({ open }) => {
      const store = open();
      await apply(store, [upStep(users)]);
      await apply(store, [downStep(users, { expected: await rowOf(store, '001_users') })]);
      deepEqual((await store.read()).rows, []);
      equal(await storedScript(store, '001_users', 'down'), undefined);
      deepEqual(await eventsOf(store), ['up 001_users: succeeded', 'down 001_users: succeeded']);
    },
  },
  {
    name: 'leaves one applied that was not undone, with a record of its own and a mark, until it is applied again',
    check: async ({ open }) => {
      const store = open();
      await apply(store, [upStep(users)]);
      const expected = await rowOf(store, '001_users');
      await apply(store, [upStep(users, { action: 'skip-down', source: 'none', script: undefined, expected })]);
      const marked = await rowOf(store, '001_users');
      deepEqual(marked, { ...expected, notUndone: true });
      deepEqual(await eventsOf(store), ['up 001_users: succeeded', 'skip 001_users: succeeded']);
      await apply(store, [downStep(users, { expected: marked }), upStep(users)]);
      equal((await rowOf(store, '001_users')).notUndone, undefined);
    },
  },
  {
    name: 'leaves only an event of a script that is no migration',
    check: async ({ open }) => {
      const store = open();
      const script = upStep(migrationOf('seed', 'SELECT 1;'), {
        action: 'script',
        id: 'apps/api/seed.sql',
        file: undefined,
      });
      await apply(store, [script, script]);
      deepEqual((await store.read()).rows, []);
      deepEqual(await eventsOf(store), ['script apps/api/seed.sql: succeeded', 'script apps/api/seed.sql: succeeded']);
    },
  },
  {
    name: 'refuses each step that finds another row than it expects, and keeps nothing of it',
    check: async ({ open }) => {
      const store = open();
      const repeatable = view('SELECT 1;');
      await apply(store, [upStep(users), repeatStep(repeatable)]);
      const row = await rowOf(store, '001_users');
      const repeated = await rowOf(store, 'repeatable/v.sql');
      const before = [(await store.read()).rows, await eventsOf(store)];
      const create = migrationOf('001_users', 'CREATE TABLE another ();', 'CREATE TABLE another ();');
      const edited = view('CREATE TABLE another ();');
      for (const step of [
        upStep(create),
        upStep(create, { expected: { ...row, outcome: 'failed' } }),
        upStep(migrationOf('002_new', 'CREATE TABLE another ();'), { expected: { ...row, id: '002_new' } }),
        downStep(create, { expected: { ...row, checksum: 'other' } }),
        downStep(create, { expected: { ...row, unitsDone: 1 } }),
        downStep(create, { expected: { ...row, outcome: 'failed' } }),
        upStep(create, { action: 'skip-down', script: undefined, expected: { ...row, checksum: 'other' } }),
        repeatStep(edited),
        repeatStep(edited, { expected: { ...repeated, checksum: 'other' } }),
      ]) {
        await failsWith('HISTORY_CONFLICT', apply(store, [step]));
      }
      deepEqual([(await store.read()).rows, await eventsOf(store)], before);
      // `another` was never made.
      await apply(store, [upStep(migrationOf('003_another', 'CREATE TABLE another ();'))]);
    },
  },
  {
    name: 'keeps nothing of a transactional script that fails, and says where it failed',
    check: async ({ open }) => {
      const store = open();
      const step = upStep(migrationOf('002_t', 'CREATE TABLE t ();\n\n  SELECT FROM gate;'));
      const error = await applyFailing(store, step);
      deepEqual([error.code, error.fields.sqlState, error.location?.line], ['STEP_FAILED', '42P01', 3]);
      match(error.message, /^sql\/migrations\/002_t\/up\.sql:3:/);
      deepEqual((await store.read()).rows, []);
      await apply(store, [upStep(migrationOf('001_t', 'CREATE TABLE t ();'))]);
    },
  },
  {
    name: 'remembers a failed up until it is applied, and not one that was cancelled',
    check: async ({ open, openGate }) => {
      const store = open();
      const step = upStep(migrationOf('001_t', 'SELECT FROM gate;'));
      await applyFailing(store, step);
      deepEqual((await store.read()).failedIds, ['001_t']);
      const [event] = await store.readEvents({ limit: 1 });
      deepEqual([event?.outcome, event?.errorCode, event?.durationMs], ['failed', 'STEP_FAILED', 7]);
      match(event?.message ?? '', /gate/);
      await locked(store, (lockedStore) =>
        lockedStore.recordFailure(step, { code: 'CANCELLED', message: 'stopped', durationMs: 1, cancelled: true }),
      );
      deepEqual((await store.read()).failedIds, []);
      await applyFailing(store, step);
      await openGate();
      await apply(store, [step]);
      deepEqual((await store.read()).failedIds, []);
      deepEqual(await eventsOf(store), [
        'up 001_t: failed',
        'up 001_t: cancelled',
        'up 001_t: failed',
        'up 001_t: succeeded',
      ]);
    },
  },
  {
    name: 'goes on after a step that failed',
    check: async ({ open }) => {
      const store = open();
      await locked(store, async (lockedStore) => {
        const run = {
          onNotice: () => {},
          onProgress: () => {},
          onBlocked: () => {},
          onTakenBack: async () => 'fail' as const,
          onTakenApart: () => {},
        };
        const limits = { lockTimeoutMs: 0, statementTimeoutMs: 0 };
        const { signal } = new AbortController();
        await errorOf(lockedStore.apply(upStep(migrationOf('001_a', 'SELECT FROM gate;')), limits, run, signal));
        await lockedStore.apply(upStep(migrationOf('002_b', 'SELECT 1;')), limits, run, signal);
      });
      deepEqual(await appliedIds(store), ['002_b']);
    },
  },
  {
    name: 'ends a run that changed something with an event of its own',
    check: async ({ open }) => {
      const store = open();
      for (const outcome of ['succeeded', 'failed', 'cancelled']) {
        await apply(store, [upStep(migrationOf(outcome, 'SELECT 1;'))]);
        await locked(store, (lockedStore) =>
          lockedStore.finish({ outcome, changed: 1, durationMs: 5, message: "it's" }),
        );
        const [event] = await store.readEvents({ limit: 1 });
        deepEqual(
          [event?.action, event?.id, event?.outcome, event?.durationMs, event?.message],
          ['run', undefined, outcome, 5, "it's"],
        );
      }
    },
  },
  {
    name: 'forgets everything when it is reset, but for the reset and the stamp of the new environment',
    check: async ({ open }) => {
      const store = open();
      await apply(store, [upStep(users)]);
      await locked(
        store,
        async (lockedStore) => {
          await lockedStore.reset({ lockTimeoutMs: 0, onBlocked: () => {}, signal: new AbortController().signal });
          const history = await lockedStore.read();
          deepEqual([history.rows, history.hasUserTables, history.stamp?.environment], [[], false, 'test']);
        },
        runOf('api', 2, 'test'),
      );
      deepEqual(await eventsOf(store), ['reset: succeeded']);
      await apply(store, [upStep(users)]);
    },
  },
];
