import { deepEqual, equal } from 'node:assert/strict';
import type { HistoryStore } from '../../../src/history/store';
import { downStep, migrationOf, upStep } from '../../projects/steps';
import {
  apply,
  applyFailing,
  eventsOf,
  failsWith,
  type HistoryCase,
  locked,
  never,
  quiet,
  rowOf,
  storedScript,
  timeouts,
} from './harness';

const off = '-- pgrestify: transaction off\n';
const three = migrationOf(
  '001_three',
  `${off}CREATE TABLE one ();\nSELECT FROM gate;\nCREATE TABLE two ();`,
  `${off}DROP TABLE one;\nDROP TABLE gate;\nDROP TABLE two;`,
);
const alone = migrationOf('001_alone', 'CREATE TABLE one ();\nVACUUM gate;\nCREATE TABLE two ();');

async function progressOf(store: HistoryStore, id: string) {
  const { outcome, failedDirection, unitsDone, unitsTotal, unitStarted } = await rowOf(store, id);
  return { outcome, failedDirection, unitsDone, unitsTotal, unitStarted };
}

/** Scripts outside a transaction: how far they are, where they go on, and how they are undone. */
export const unitCases: readonly HistoryCase[] = [
  {
    name: 'records a script outside a transaction unit by unit and tells how far it is',
    check: async ({ open, openGate }) => {
      await openGate();
      const progress: string[] = [];
      await locked(open(), (lockedStore) =>
        lockedStore.apply(
          upStep(three),
          timeouts,
          { ...quiet, onProgress: (done, total) => progress.push(`${done} of ${total}`) },
          never,
        ),
      );
      deepEqual(progress, ['1 of 3', '2 of 3', '3 of 3']);
      const row = await rowOf(open(), '001_three');
      deepEqual([row.outcome, row.unitsDone, row.unitsTotal, row.unitStarted], ['applied', 3, 3, undefined]);
      deepEqual(await eventsOf(open()), ['up 001_three: succeeded']);
    },
  },
  {
    name: 'goes on at the unit that failed, and runs none twice',
    check: async ({ open, openGate }) => {
      const store = open();
      const error = await applyFailing(store, upStep(three));
      deepEqual([error.code, error.location?.line], ['STEP_FAILED', 3]);
      deepEqual(await progressOf(store, '001_three'), {
        outcome: 'failed',
        failedDirection: 'up',
        unitsDone: 1,
        unitsTotal: 3,
        unitStarted: undefined,
      });
      await openGate();
      await apply(store, [upStep(three, { expected: await rowOf(store, '001_three'), resumeAt: 1 })]);
      equal((await rowOf(store, '001_three')).outcome, 'applied');
      deepEqual(await eventsOf(store), ['up 001_three: failed', 'up 001_three: succeeded']);
    },
  },
  {
    name: 'knows that a statement which the server refused outside a transaction did not happen',
    check: async ({ open, openGate }) => {
      const store = open();
      const error = await applyFailing(store, upStep(alone));
      deepEqual([error.code, error.location?.line], ['STEP_FAILED', 2]);
      const { unitsDone, unitStarted } = await progressOf(store, '001_alone');
      deepEqual([unitsDone, unitStarted], [1, undefined]);
      await openGate();
      await apply(store, [upStep(alone, { expected: await rowOf(store, '001_alone'), resumeAt: 1 })]);
      equal((await rowOf(store, '001_alone')).outcome, 'applied');
    },
  },
  {
    name: 'leaves no row of a script whose first unit failed',
    check: async ({ open }) => {
      const store = open();
      await applyFailing(store, upStep(migrationOf('001_t', `${off}SELECT FROM gate;\nSELECT 1;`)));
      deepEqual((await store.read()).rows, []);
      deepEqual((await store.read()).failedIds, ['001_t']);
    },
  },
  {
    name: 'keeps the new text when the rest of a half-done script was corrected',
    check: async ({ open }) => {
      const store = open();
      await applyFailing(store, upStep(three));
      const corrected = migrationOf('001_three', `${off}CREATE TABLE one ();\nSELECT 1;`);
      await apply(store, [upStep(corrected, { expected: await rowOf(store, '001_three'), resumeAt: 1 })]);
      const row = await rowOf(store, '001_three');
      deepEqual([row.outcome, row.checksum, row.unitsTotal], ['applied', corrected.up.checksum, 2]);
    },
  },
  {
    name: 'refuses to go on when another run moved the progress meanwhile',
    check: async ({ open, openGate }) => {
      const store = open();
      await applyFailing(store, upStep(three));
      const row = await rowOf(store, '001_three');
      await openGate();
      const stale = { ...row, unitsDone: 0 };
      await failsWith('HISTORY_CONFLICT', apply(store, [upStep(three, { expected: stale, resumeAt: 1 })]));
      deepEqual(await rowOf(store, '001_three'), row);
    },
  },
  {
    name: 'undoes a script outside a transaction unit by unit, and goes on where that stopped',
    check: async ({ open, openGate }) => {
      const store = open();
      const noGate = migrationOf(
        '001_three',
        `${off}CREATE TABLE one ();\nCREATE TABLE two ();`,
        `${off}DROP TABLE one;\nDROP TABLE gate;\nDROP TABLE two;`,
      );
      await apply(store, [upStep(noGate)]);
      await applyFailing(store, downStep(noGate, { expected: await rowOf(store, '001_three') }));
      deepEqual(await progressOf(store, '001_three'), {
        outcome: 'failed',
        failedDirection: 'down',
        unitsDone: 1,
        unitsTotal: 3,
        unitStarted: undefined,
      });
      await openGate();
      await apply(store, [downStep(noGate, { expected: await rowOf(store, '001_three'), resumeAt: 1 })]);
      deepEqual((await store.read()).rows, []);
      deepEqual((await eventsOf(store)).slice(1), ['down 001_three: failed', 'down 001_three: succeeded']);
    },
  },
  {
    name: 'keeps the down that is half done, not the one that was stored before it was edited',
    check: async ({ open }) => {
      const store = open();
      const applied = migrationOf('001_t', 'CREATE TABLE one ();', 'DROP TABLE one;');
      await apply(store, [upStep(applied)]);
      const edited = migrationOf('001_t', 'CREATE TABLE one ();', `${off}DROP TABLE one;\nDROP TABLE gate;`);
      await applyFailing(store, downStep(edited, { expected: await rowOf(store, '001_t') }));
      equal((await rowOf(store, '001_t')).downChecksum, edited.down()?.checksum);
      equal(await storedScript(store, '001_t', 'down'), `${off}DROP TABLE one;\nDROP TABLE gate;`);
    },
  },
];
