import { deepEqual, equal, match } from 'node:assert/strict';
import type { HistoryStore } from '../../../src/history/store';
import { parseScript } from '../../../src/migrations/units/parse-script';
import type { HistoryChange } from '../../../src/plan/history-change';
import type { Step } from '../../../src/plan/plan';
import { downStep, migrationOf, upStep } from '../../projects/steps';
import {
  appliedIds,
  apply,
  applyFailing,
  eventsOf,
  failsWith,
  type HistoryCase,
  locked,
  rowOf,
  runOf,
  storedScript,
} from './harness';

const off = '-- pgrestify: transaction off\n';
const users = migrationOf('001_users', 'CREATE TABLE users ();', 'DROP TABLE users;');
const edited = migrationOf('001_users', "SELECT 'it''s edited';", 'SELECT 2;');
const half = migrationOf('002_half', `${off}CREATE TABLE half ();\nSELECT FROM gate;`);

function baselineStep(migration: Parameters<typeof upStep>[0]): Step {
  const change = { kind: 'record', summary: `record ${migration.id}` } as const;
  return upStep(migration, { action: 'baseline', change });
}

async function repairStep(store: HistoryStore, id: string, change: HistoryChange, more: Partial<Step> = {}) {
  const expected = await rowOf(store, id);
  return upStep(migrationOf(id, 'SELECT 1;'), { action: 'repair', script: undefined, expected, change, ...more });
}

function rewrite(store: HistoryStore, steps: readonly Step[], run = runOf('api', 9)): Promise<void> {
  return locked(store, (lockedStore) => lockedStore.rewrite(steps), run);
}

const accept = {
  kind: 'correct',
  texts: 'of-file',
  to: { outcome: 'applied', unitsDone: 0, unitsTotal: 0, unitStarted: undefined },
  summary: "accept what's edited",
} as const;
const forget = { kind: 'forget', summary: 'forget it' } as const;

/** What is done to history alone: nothing of a script runs, all of it or nothing is kept, and what was lost is in the event. */
export const rewritingCases: readonly HistoryCase[] = [
  {
    name: 'records migrations that were not run, with their texts, and creates the history for it',
    check: async ({ open }) => {
      const store = open();
      await rewrite(store, [baselineStep(users), baselineStep(migrationOf('002_b', 'SELECT 1;'))]);
      const { exists, rows, stamp } = await store.read();
      deepEqual([exists, rows.length, stamp?.environment], [true, 2, 'development']);
      const row = await rowOf(store, '001_users');
      deepEqual(
        [row.outcome, row.baselined, row.checksum, row.downChecksum, row.hasStoredDown, row.durationMs, row.version],
        ['applied', true, users.up.checksum, users.down()?.checksum, true, 0, '001'],
      );
      equal(await storedScript(store, '001_users', 'down'), 'DROP TABLE users;');
      deepEqual(await appliedIds(store), ['001_users', '002_b']);
      deepEqual(await eventsOf(store), ['baseline 001_users: succeeded', 'baseline 002_b: succeeded']);
    },
  },
  {
    name: 'tells what was recorded from what was run, also of the same migration later',
    check: async ({ open }) => {
      const store = open();
      await rewrite(store, [baselineStep(migrationOf('001_a', 'SELECT 1;'))]);
      await apply(store, [upStep(migrationOf('002_b', 'SELECT 1;'))]);
      const undo = migrationOf('001_a', 'SELECT 1;', 'SELECT 2;');
      equal((await rowOf(store, '002_b')).baselined, false);
      await apply(store, [downStep(undo, { expected: await rowOf(store, '001_a') }), upStep(undo)], runOf('api', 3));
      equal((await rowOf(store, '001_a')).baselined, false);
    },
  },
  {
    name: 'accepts an edited migration, keeps its place, and keeps in the event what history said before',
    check: async ({ open }) => {
      const store = open();
      await apply(store, [upStep(users)]);
      const before = await rowOf(store, '001_users');
      const more = { script: parseScript(edited.up), file: edited };
      await rewrite(store, [await repairStep(store, '001_users', accept, more)]);
      const row = await rowOf(store, '001_users');
      deepEqual([row.checksum, row.downChecksum], [edited.up.checksum, edited.down()?.checksum]);
      deepEqual([row.appliedOrder, row.appliedAt, row.runId], [before.appliedOrder, before.appliedAt, before.runId]);
      equal(await storedScript(store, '001_users', 'up'), "SELECT 'it''s edited';");
      equal(await storedScript(store, '001_users', 'down'), 'SELECT 2;');
      const [event] = await store.readEvents({ limit: 1 });
      deepEqual([event?.action, event?.outcome, event?.runId], ['repair', 'succeeded', runOf('api', 9).runId]);
      const lines = event?.message?.split('\n') ?? [];
      equal(lines[0], "accept what's edited");
      match(lines[1] ?? '', new RegExp(`^was .*${before.checksum}`));
      match(lines[2] ?? '', new RegExp(`^is .*${edited.up.checksum}`));
      deepEqual(lines.slice(3), [
        'up.sql as it was recorded:',
        'CREATE TABLE users ();',
        'down.sql as it was recorded:',
        'DROP TABLE users;',
      ]);
    },
  },
  {
    name: 'forgets a migration, and keeps its texts in the event',
    check: async ({ open }) => {
      const store = open();
      await apply(store, [upStep(users)]);
      await rewrite(store, [await repairStep(store, '001_users', forget)]);
      deepEqual((await store.read()).rows, []);
      equal((await open().read()).hasUserTables, true);
      const [event] = await store.readEvents({ limit: 1 });
      match(
        event?.message ?? '',
        /^forget it\nwas \{.*\}\nis null\n.*\nCREATE TABLE users \(\);\n.*\nDROP TABLE users;$/,
      );
    },
  },
  {
    name: 'moves a half-done script on, and ends it',
    check: async ({ open }) => {
      const store = open();
      await applyFailing(store, upStep(half));
      const to = { outcome: 'failed', unitsDone: 0, unitsTotal: 2, unitStarted: 0 } as const;
      const correct = { kind: 'correct', texts: 'as-stored', summary: 'back', to } as const;
      await rewrite(store, [await repairStep(store, '002_half', correct)]);
      const back = await rowOf(store, '002_half');
      deepEqual([back.outcome, back.failedDirection, back.unitsDone, back.unitStarted], ['failed', 'up', 0, 0]);
      equal(back.checksum, half.up.checksum);
      const end = { ...to, outcome: 'applied', unitsDone: 2, unitStarted: undefined } as const;
      await rewrite(store, [await repairStep(store, '002_half', { ...correct, to: end })]);
      const row = await rowOf(store, '002_half');
      deepEqual([row.outcome, row.unitsDone, row.unitStarted], ['applied', 2, undefined]);
    },
  },
  {
    name: 'stamps the database as another environment',
    check: async ({ open }) => {
      const store = open();
      await apply(store, [upStep(users)], runOf('api', 1, 'production'));
      const change = { kind: 'stamp', from: 'production', to: 'staging', summary: 'stamp' } as const;
      const step = upStep(users, { action: 'repair', id: 'the stamp', script: undefined, file: undefined, change });
      await rewrite(store, [step], runOf('api', 2, 'staging'));
      equal((await store.read()).stamp?.environment, 'staging');
      const [event] = await store.readEvents({ limit: 1 });
      equal(event?.message, 'stamp\nwas {"environment":"production"}\nis {"environment":"staging"}');
      await failsWith('HISTORY_CONFLICT', rewrite(store, [step], runOf('api', 3, 'staging')));
    },
  },
  {
    name: 'stamps a database that has no history',
    check: async ({ open }) => {
      const change = { kind: 'stamp', from: undefined, to: 'staging', summary: 'stamp' } as const;
      const step = upStep(users, { action: 'repair', id: 'the stamp', script: undefined, file: undefined, change });
      await rewrite(open(), [step], runOf('api', 2, 'staging'));
      const { stamp, rows } = await open().read();
      deepEqual([stamp?.environment, rows], ['staging', []]);
    },
  },
  {
    name: 'keeps nothing of a rewriting of which one step finds another row than it expects',
    check: async ({ open }) => {
      const store = open();
      await apply(store, [upStep(users)]);
      const good = baselineStep(migrationOf('003_new', 'SELECT 1;'));
      const stale = { ...(await rowOf(store, '001_users')), checksum: 'other' };
      const before = [(await store.read()).rows, await eventsOf(store)];
      const more = { script: parseScript(edited.up), file: edited, expected: stale };
      for (const bad of [
        baselineStep(users),
        await repairStep(store, '001_users', accept, more),
        await repairStep(store, '001_users', forget, { expected: stale }),
        await repairStep(store, '001_users', forget, { id: '004_gone' }),
      ]) {
        await failsWith('HISTORY_CONFLICT', rewrite(store, [good, bad]));
        deepEqual([(await store.read()).rows, await eventsOf(store)], before);
      }
      await rewrite(store, [good]);
      deepEqual(await appliedIds(store), ['001_users', '003_new']);
    },
  },
  {
    name: 'leaves no history when the first rewriting of a database fails',
    check: async ({ open }) => {
      const step = upStep(users, { action: 'repair', script: undefined, change: forget });
      await failsWith('HISTORY_CONFLICT', rewrite(open(), [step]));
      equal((await open().read()).exists, false);
    },
  },
  {
    name: 'knows of a statement that was begun whether it happened, where something tells',
    check: async ({ open, openGate }) => {
      const store = open();
      await openGate();
      const index = migrationOf('001_i', 'CREATE INDEX CONCURRENTLY gate_index ON gate ((1));');
      const outcome = async (text: string) => {
        const { script, statements } = parseScript(migrationOf('001_i', text).up);
        const [statement] = statements;
        if (!script.text || !statement) throw new Error(`no statement in ${text}`);
        return store.outcomeOf(script.text, statement);
      };
      const create = index.up.text?.toString() ?? '';
      equal(await outcome(create), 'not-done');
      await apply(store, [upStep(index)]);
      equal(await outcome(create), 'done');
      equal(await outcome('VACUUM gate;'), 'resumable');
      equal(await outcome('CREATE DATABASE other;'), 'unknown');
    },
  },
];
