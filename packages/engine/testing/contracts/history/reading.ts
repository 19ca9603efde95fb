import { deepEqual, equal } from 'node:assert/strict';
import type { HistoryEvent } from '../../../src/history/history';
import { isSameDatabase } from '../../../src/history/identity';
import { migrationOf, upStep } from '../../projects/steps';
import {
  appliedIds,
  apply,
  errorOf,
  type HistoryCase,
  locked,
  never,
  quiet,
  rowOf,
  runOf,
  storedScript,
  timeouts,
} from './harness';

const users = migrationOf('001_users', 'CREATE TABLE users ();', 'DROP TABLE users;');

/** What is read before anything was written, by whom, and of whom. */
export const readingCases: readonly HistoryCase[] = [
  {
    name: 'finds nothing in a new database',
    check: async ({ open }) => {
      const store = open();
      // A store in memory has no server, so no major either.
      const { identity, serverMajor: _, ...history } = await store.read();
      deepEqual(history, { exists: false, rows: [], stamp: undefined, hasUserTables: false });
      equal(identity !== undefined, true);
      deepEqual(await store.readEvents({ limit: 10 }), []);
      equal(await storedScript(store, '001_users', 'down'), undefined);
      equal(await store.isApplied('api', '001'), false);
    },
  },
  {
    name: 'leaves no trace of a run that only took the lock, refused or failed before its first step',
    check: async ({ open }) => {
      await locked(open(), async (lockedStore) => {
        await lockedStore.recordFailure(upStep(users), {
          code: 'CANCELLED',
          message: '',
          durationMs: 0,
          cancelled: true,
        });
        await lockedStore.finish({ outcome: 'failed', changed: 0, durationMs: 1, message: '' });
      });
      equal((await open().read()).exists, false);
    },
  },
  {
    name: 'tells a database with tables from an empty one',
    check: async ({ open }) => {
      await apply(open(), [upStep(users)]);
      equal((await open().read()).hasUserTables, true);
    },
  },
  {
    name: 'tells which database it is, the same before the first migration and after it, to every project',
    check: async ({ open }) => {
      const store = open();
      const { identity } = await store.read();
      await apply(store, [upStep(users)]);
      deepEqual((await store.read()).identity, identity);
      deepEqual((await open({ project: 'web' }).read()).identity, identity);
      equal(isSameDatabase(identity, identity), true);
    },
  },
  {
    name: 'reads under the lock what another run wrote before it was given',
    check: async ({ open }) => {
      const store = open();
      equal((await store.read()).exists, false);
      await apply(open(), [upStep(users)]);
      const ids = await locked(store, async (lockedStore) => (await lockedStore.read()).rows.map(({ id }) => id));
      deepEqual(ids, ['001_users']);
    },
  },
  {
    name: 'keeps the rows, events and texts of projects apart',
    check: async ({ open }) => {
      await apply(open(), [upStep(users)]);
      const other = open({ project: 'web' });
      deepEqual((await other.read()).rows, []);
      deepEqual(await other.readEvents({ limit: 10 }), []);
      equal(await storedScript(other, '001_users', 'up'), undefined);
      await apply(other, [upStep(migrationOf('001_users', 'CREATE TABLE web_users ();'))], runOf('web', 2));
      deepEqual(await appliedIds(open()), ['001_users']);
      equal(await storedScript(other, '001_users', 'up'), 'CREATE TABLE web_users ();');
    },
  },
  {
    name: 'keeps the stamp of the first environment, one for each project',
    check: async ({ open }) => {
      await apply(open(), [upStep(users)], runOf('api', 1, 'staging'));
      await apply(open(), [upStep(migrationOf('002_b', 'SELECT 1;'))], runOf('api', 2, 'production'));
      await apply(open({ project: 'web' }), [upStep(migrationOf('001_c', 'SELECT 1;'))], runOf('web', 3, 'production'));
      const [api, web] = [await open().read(), await open({ project: 'web' }).read()];
      deepEqual([api.stamp?.project, api.stamp?.environment], ['api', 'staging']);
      deepEqual([web.stamp?.project, web.stamp?.environment], ['web', 'production']);
    },
  },
  {
    name: 'finds a requirement by id, by version of any spelling, and by the period of a date',
    check: async ({ open }) => {
      const ids = ['007_seven', '2024-01-15-add-x', '20240116093000_y', 'without-number'];
      await apply(
        open(),
        ids.map((id) => upStep(migrationOf(id, 'SELECT 1;'))),
      );
      const store = open({ project: 'web' });
      const met = ['007_seven', '007', '7', '20240115', '2024-01-15', '20240116', '20240116093000', 'without-number'];
      const unmet = ['00', '70', '20240117', '202401160930001', 'seven', '2024'];
      for (const version of met) equal(await store.isApplied('api', version), true, version);
      for (const version of unmet) equal(await store.isApplied('api', version), false, version);
      equal(await store.isApplied('web', '7'), false);
    },
  },
  {
    name: 'does not take a half-done migration for a requirement that is met',
    check: async ({ open }) => {
      const halfDone = migrationOf('008_half', '-- pgrestify: transaction off\nSELECT 1;\nSELECT FROM gate;');
      await locked(open(), (lockedStore) => errorOf(lockedStore.apply(upStep(halfDone), timeouts, quiet, never)));
      equal(await open().isApplied('api', '8'), false);
    },
  },
  {
    name: 'reads events newest first, so many, and since a time',
    check: async ({ open }) => {
      const store = open();
      for (const id of ['001_a', '002_b', '003_c']) await apply(store, [upStep(migrationOf(id, 'SELECT 1;'))]);
      const newest = await store.readEvents({ limit: 2 });
      deepEqual(
        newest.map(({ id }) => id),
        ['003_c', '002_b'],
      );
      const since = newest[0]?.at ?? new Date(0);
      const late = await store.readEvents({ limit: 10, since: new Date(since.getTime() + 60_000) });
      deepEqual(late, []);
      equal((await store.readEvents({ limit: 10, since: new Date(since.getTime() - 60_000) })).length, 3);
    },
  },
  {
    name: 'reads the events after one, and all when that one is gone',
    check: async ({ open }) => {
      const store = open();
      const idsAfter = async (after?: HistoryEvent) =>
        (await store.readEvents({ limit: 10, ...(after && { after }) })).map(({ id }) => id);
      deepEqual(await idsAfter(), []);
      for (const id of ['001_a', '002_b', '003_c']) await apply(open(), [upStep(migrationOf(id, 'SELECT 1;'))]);
      const [newest, , oldest] = await store.readEvents({ limit: 3 });
      deepEqual(await idsAfter(newest), []);
      deepEqual(await idsAfter(oldest), ['003_c', '002_b']);
      const ofAnotherHistory = oldest && { ...oldest, runId: '99999999-9999-4999-8999-999999999999' };
      deepEqual(await idsAfter(ofAnotherHistory), ['003_c', '002_b', '001_a']);
    },
  },
  {
    name: 'gives every application a higher order, also one that is applied again',
    check: async ({ open }) => {
      const store = open();
      const [a, b] = [migrationOf('001_a', 'SELECT 1;'), migrationOf('002_b', 'SELECT 1;')];
      await apply(store, [upStep(b), upStep(a)]);
      deepEqual(await appliedIds(store), ['002_b', '001_a']);
      const [first, second] = [await rowOf(store, '002_b'), await rowOf(store, '001_a')];
      equal(second.appliedOrder > first.appliedOrder, true);
    },
  },
  {
    name: 'reads what other projects have in the same database, with the heads of those that have directives',
    check: async ({ open }) => {
      deepEqual(await open().readOtherScripts(), []);
      const text = '-- pgrestify: requires api:001\nCREATE TABLE pages ();';
      const pages = migrationOf('002_pages', text, 'DROP TABLE pages;');
      await apply(open({ project: 'web' }), [upStep(pages)], runOf('web', 2, 'staging'));
      await apply(open(), [upStep(users)]);
      const of = { kind: 'versioned', outcome: 'applied', environment: 'staging', project: 'web' } as const;
      deepEqual(await open().readOtherScripts(), [
        { ...of, id: '002_pages', version: '002', checksum: pages.up.checksum, head: text },
      ]);
      const [own] = await open({ project: 'web' }).readOtherScripts();
      deepEqual([own?.id, own?.head], ['001_users', undefined]);
    },
  },
];
