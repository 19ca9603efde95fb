import { deepEqual, equal, match } from 'node:assert/strict';
import type { LockHolder } from '../../../src/events';
import { migrationOf, upStep } from '../../projects/steps';
import { appliedIds, failsWith, type HistoryCase, never, quiet, runOf, timeouts } from './harness';

const first = upStep(migrationOf('001_first', 'SELECT 1;'));

/** One run at a time: who waits, for whom, and how that ends. */
export const lockingCases: readonly HistoryCase[] = [
  {
    name: 'lets a second run wait, tells it who holds the lock, and shows it what was done',
    check: async ({ open }) => {
      const holder = await open().lock(runOf(), { onWaiting: () => {} }, never);
      const told: (LockHolder | undefined)[] = [];
      const waiter = open({ project: 'web' });
      let released = false;
      const second = await waiter.lock(
        runOf('web', 2),
        {
          onWaiting: (who) => {
            told.push(who);
            void holder
              .apply(first, timeouts, quiet, never)
              .then(() => (released = true))
              .then(() => holder.release());
          },
        },
        never,
      );
      equal(released, true);
      equal(told.length, 1);
      match(told[0]?.application ?? '', /^pgrestify api$/);
      await second.release();
      deepEqual(await appliedIds(open()), ['001_first']);
    },
  },
  {
    name: 'gives up when the lock is not given in time, and can be asked again',
    check: async ({ open }) => {
      const holder = await open().lock(runOf(), { onWaiting: () => {} }, never);
      const second = open({ runLockTimeoutMs: 300 });
      await failsWith('RUN_LOCK_TIMEOUT', second.lock(runOf('api', 2), { onWaiting: () => {} }, never));
      await holder.release();
      await (await second.lock(runOf('api', 2), { onWaiting: () => {} }, never)).release();
    },
  },
  {
    name: 'stops waiting for the lock when it is interrupted',
    check: async ({ open }) => {
      const holder = await open().lock(runOf(), { onWaiting: () => {} }, never);
      const interruption = new AbortController();
      const waiting = open().lock(runOf('api', 2), { onWaiting: () => interruption.abort() }, interruption.signal);
      await failsWith('CANCELLED', waiting);
      await holder.release();
    },
  },
  {
    name: 'reads while another run holds the lock',
    check: async ({ open }) => {
      const holder = await open().lock(runOf(), { onWaiting: () => {} }, never);
      await holder.apply(first, timeouts, quiet, never);
      deepEqual(await appliedIds(open()), ['001_first']);
      equal((await open().readEvents({ limit: 10 })).length, 1);
      await holder.release();
    },
  },
];
