import { compareMigrations, parseVersion } from '../version';
import { laterIds } from './later-ids';

const now = new Date('2026-02-03T04:05:06Z');

it.each<[string, readonly string[], readonly string[], readonly string[]]>([
  [
    'dates as we write them',
    ['2026-01-01-120000-a', '2026-01-02-120000-b'],
    ['2026-01-05-x'],
    ['2026-02-03-040506-a', '2026-02-03-040507-b'],
  ],
  [
    'days, which get a time',
    ['2026-01-01-a', '2026-01-02_b'],
    ['2026-01-05-x'],
    ['2026-02-03-040506-a', '2026-02-03-040507_b'],
  ],
  [
    'stamps in one piece',
    ['20260101120000_a', '20260102_b'],
    ['20260105000000_x'],
    ['20260203040506_a', '20260203040507_b'],
  ],
  ['stamps with milliseconds', ['20260101120000123_a'], ['20260105000000_x'], ['20260203040506_a']],
  ['other separators', ['2026_01_01_a'], ['2026_01_05_x'], ['2026_02_03_040506_a']],
  [
    'what is later than the clock',
    ['2026-01-01-a', '2026-01-02-b'],
    ['2027-12-31-235959-x'],
    ['2028-01-01-000000-a', '2028-01-01-000001-b'],
  ],
  ['numbers', ['0003-a', '0004-b'], ['0001-x', '0003-y', '0004-z'], ['0005-a', '0006-b']],
  ['numbers without zeros', ['9_a'], ['1_x', '9_y', '10_z'], ['11_a']],
  ['numbers of several widths', ['003-a'], ['0007-x'], ['0008-a']],
  ['numbers that grow', ['998-a', '999-b'], ['999-x'], ['1000-a', '1001-b']],
  ['numbers with parts', ['1.9__a'], ['1.10__x'], ['1.11__a']],
  ["Flyway's", ['V3__a', 'V3_1__b'], ['V1__x', 'V4__y'], ['V5__a', 'V6__b']],
  ['unix times', ['1700000000_a'], ['1700000005_x'], ['1700000006_a']],
  ['numbers where the newest is a date', ['0002-a'], ['0001-x', '2026-01-05-y'], ['2026-02-03-040506-a']],
  ['dates where the others are numbers', ['2026-01-01-a'], ['0001-x'], ['2026-02-03-040506-a']],
  ['none without a version', ['a', '0002-b'], ['0005-x'], ['0006-b']],
])('laterIds gives %s', (_what, ids, others, expected) => {
  const later = laterIds(ids, others, now).map(({ to }) => to);
  expect(later).toEqual(expected);
  const sorted = [...others, ...later].map((id) => ({ id, version: parseVersion(id) })).sort(compareMigrations);
  expect(sorted.slice(-later.length).map(({ id }) => id)).toEqual(later);
});

it('laterIds says that no later date exists', () => {
  expect(() => laterIds(['2026-01-01-a'], ['20991231235959_x', '20999999999999_y'], now)).toThrow(
    expect.objectContaining({ code: 'ID_INVALID' }),
  );
});
