import { parseMeasured } from './parse-measured';

/** One transaction, as the server measures it: what there is nothing of is null. */
const measured = (fromBytes: number, toBytes: number, more: object = {}) =>
  JSON.stringify({
    fromBytes,
    toBytes,
    locks: null,
    rewrites: null,
    scans: null,
    changed: null,
    dropped: null,
    ...more,
  });

it('says by how much the database grew with each step, once the next has begun or the pass has ended', () => {
  const steps = [{ measured: [measured(100, 180)] }, {}, { measured: [measured(150, 160), measured(160, 170)] }];
  const [first, none, last] = parseMeasured({ steps, endBytes: 165 });
  expect([first?.growthBytes, first?.peakBytes]).toEqual([50, 80]);
  expect(none).toBeUndefined();
  expect([last?.growthBytes, last?.peakBytes]).toEqual([15, 20]);
});

it('keeps the strongest lock on each table of all transactions of a step, the strongest first', () => {
  const steps = [
    {
      measured: [
        measured(1, 1, { locks: [{ table: 'b', modes: ['ShareLock'] }] }),
        measured(1, 1, {
          locks: [
            { table: 'b', modes: ['AccessShareLock', 'RowExclusiveLock'] },
            { table: 'a', modes: ['AccessExclusiveLock', 'ShareLock'] },
          ],
        }),
      ],
    },
  ];
  expect(parseMeasured({ steps, endBytes: 1 })[0]?.locks).toEqual([
    { table: 'a', mode: 'AccessExclusiveLock' },
    { table: 'b', mode: 'ShareLock' },
  ]);
});

it('adds up what the transactions of a step read and changed', () => {
  const scans = [{ table: 't', scans: 1, rowsRead: 10, bytes: 8192 }];
  const changed = [{ table: 't', inserted: 1, updated: 2, deleted: 3 }];
  const one = measured(1, 1, { scans, changed, dropped: [{ table: 't', column: null }] });
  const [sum] = parseMeasured({ steps: [{ measured: [one, one] }], endBytes: 1 });
  expect(sum?.scans).toEqual([{ table: 't', scans: 2, rowsRead: 20, bytes: 8192 }]);
  expect(sum?.changed).toEqual([{ table: 't', inserted: 2, updated: 4, deleted: 6 }]);
  expect(sum?.dropped).toEqual([{ table: 't' }, { table: 't' }]);
});
