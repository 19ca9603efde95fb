import { findLost } from './find-lost';
import { loses } from './loses';
import type { Measurement } from './rehearsal';

const nothing: Measurement = {
  locks: [],
  rewrites: [],
  scans: [],
  changed: [],
  dropped: [],
  growthBytes: 0,
  peakBytes: 0,
};

describe('what is lost', () => {
  const before = [{ table: 'public.users', rows: 10, values: { id: 10, bio: 4 } }];

  it.each([
    ['are rows', { rows: 8, values: { id: 8, bio: 2 } }, [{ before: 10, after: 8 }]],
    ['are values of a column', { rows: 10, values: { id: 10, bio: 3 } }, [{ column: 'bio', before: 4, after: 3 }]],
    [
      'are all values of a column that is gone',
      { rows: 10, values: { id: 10 } },
      [{ column: 'bio', before: 4, after: 0 }],
    ],
    ['is nothing where more is there', { rows: 11, values: { id: 11, bio: 11, age: 0 } }, []],
  ])('%s', (_what, after, expected) => {
    const table = 'public.users';
    expect(findLost(before, [{ table, ...after }])).toEqual(expected.map((lost) => ({ table, ...lost })));
  });

  it('is every row of a table that is gone', () => {
    expect(findLost(before, [])).toEqual([{ table: 'public.users', before: 10, after: 0 }]);
  });
});

describe('a loss of values is that of a script that', () => {
  const lost = { table: 'public.users', column: 'bio', before: 4, after: 0 };
  const changed = { table: 'public.users', inserted: 0, updated: 0, deleted: 0 };

  it.each<[string, Partial<Measurement>, boolean]>([
    ['dropped the column', { dropped: [{ table: 'public.users', column: 'bio' }] }, true],
    ['dropped the table', { dropped: [{ table: 'public.users' }] }, true],
    ['changed rows', { changed: [{ ...changed, updated: 1 }] }, true],
    ['deleted rows', { changed: [{ ...changed, deleted: 1 }] }, true],
    [
      'emptied the table',
      { rewrites: [{ relation: 'public.users', kind: 'table', bytesBefore: 9, bytesAfter: 0 }] },
      true,
    ],
    ['dropped another column', { dropped: [{ table: 'public.users', column: 'name' }] }, false],
    ['only locked the table', { locks: [{ table: 'public.users', mode: 'AccessExclusiveLock' }] }, false],
    ['added rows', { changed: [{ ...changed, inserted: 1 }] }, false],
  ])('%s: %#', (_what, measured, expected) => {
    expect(loses(lost, [undefined, { ...nothing, ...measured }])).toBe(expected);
  });
});
