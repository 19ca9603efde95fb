import fc from '../../testing/properties';
import { compareMigrations, compareNames, parseVersion, parseWholeVersion, type Sortable } from './version';

const sortable = (id: string): Sortable => ({ id, version: parseVersion(id) });

describe('parseVersion', () => {
  it.each([
    ['2024-01-15-add-x', '20240115'],
    ['20240115_add_x', '20240115'],
    ['20240115', '20240115'],
    ['2026-11-22-143005-add-x', '20261122143005'],
    ['2020-12-7-190800_x', '20201207190800'],
    ['2024-1-5-things', '20240105'],
    ['2024_01_15_143005_x', '20240115143005'],
    ['2024-01-15-14-30-05-x', '20240115143005'],
    ['2024-01-15-9-5-x', '202401150905'],
    ['2024.01.15-x', '20240115'],
    ['20240115-1430-x', '202401151430'],
    ['20240115T143005Z-x', '20240115143005'],
    ['202401151430_x', '202401151430'],
    ['20170309120000_x', '20170309120000'],
    ['20170309120000123_x', '20170309120000123'],
    ['2017-09-23-182408-x', '20170923182408'],
    ['19991231-x', '19991231'],
    // Shape decides, not the calendar.
    ['20249999-x', '20249999'],
    // What follows the day is no time.
    ['2024-01-15-2fa-support', '20240115'],
    ['2024-01-15-2-add', '20240115'],
    ['2024-01-15-100-things', '20240115'],
    ['20240115_1430abc', '20240115'],
    // A stamp is complete: the digits that follow belong to the name.
    ['2024-01-15-143005-10-20-x', '20240115143005'],
  ])('reads %s as the date %s', (id, text) => {
    expect(parseVersion(id)).toEqual({ kind: 'date', digits: text.padEnd(17, '0'), text });
  });

  it.each([
    ['0001', '1', '0001'],
    ['0001-init', '1', '0001'],
    ['10_', '10', '10'],
    ['00000000000000_diesel_initial_setup', '0', '00000000000000'],
    ['1699999999_unix_time', '1699999999', '1699999999'],
    ['2000000000_unix_time', '2000000000', '2000000000'],
    ['1999999999999_unix_milliseconds', '1999999999999', '1999999999999'],
    ['18990101_too_early', '18990101', '18990101'],
    ['2024_x', '2024', '2024'],
    ['2024-01-x', '2024', '2024'],
    ['2001-a-space-odyssey', '2001', '2001'],
    ['3 words and spaces', '3', '3'],
    ['99999999999999999999999', '99999999999999999999999', '99999999999999999999999'],
  ])('reads %s as the integer %s', (id, digits, text) => {
    expect(parseVersion(id)).toEqual({ kind: 'integer', digits, text });
  });

  it.each([
    ['V1__users', '1', 'V1'],
    ['v10_users', '10', 'V10'],
    ['V001__users', '1', 'V001'],
    ['V1.2__users', '1.2', 'V1.2'],
    ['V1_2_10__users', '1.2.10', 'V1.2.10'],
    ['V1_users', '1', 'V1'],
    ['V2024.01.15__users', '2024.1.15', 'V2024.01.15'],
    ['1.2.3_x', '1.2.3', '1.2.3'],
    ['0001.5-hotfix', '1.5', '0001.5'],
    ['1.0_x', '1', '1.0'],
    ['1. First', '1', '1'],
  ])('reads %s as the number %s', (id, digits, text) => {
    const version = parseVersion(id);
    expect(version).toEqual({ kind: 'integer', digits, text });
    expect(parseVersion(text)).toEqual(version);
    expect(parseWholeVersion(text)).toEqual(version);
  });

  it('reads a stamp behind a V as the date that it is', () => {
    expect(parseVersion('V20240115143005__users')).toEqual(parseVersion('20240115143005_users'));
  });

  it.each(['add-avatar-column', 'v1beta_x', 'vienna', 'R1__x', '-1', ' 1', 'ünïcode', '٣_arabic_digit'])(
    'finds no number in %s',
    (id) => {
      expect(parseVersion(id)).toBeUndefined();
    },
  );
});

describe('parseWholeVersion', () => {
  it.each(['20240115', '2024-01-15', '2024-01-15-143005', '3', '0003'])('accepts %s', (text) => {
    expect(parseWholeVersion(text)).toEqual(parseVersion(text));
  });

  it.each(['2024-01-15-add-x', '3-x', 'x', '', '2024-01', '-3'])('refuses %j', (text) => {
    expect(parseWholeVersion(text)).toBeUndefined();
  });
});

describe('compareMigrations', () => {
  it.each([
    ["Flyway's", ['V1__a', 'V1.1__a', 'V1_2__a', 'V1.10__a', 'V2__a', 'V10__a']],
    ['dotted numbers', ['0.9_a', '1_a', '1.0.1_a', '1.2_a', '1.10_a', '10_a']],
  ])('sorts %s by value, part by part', (_what, ids) => {
    expect(
      [...ids]
        .reverse()
        .map(sortable)
        .sort(compareMigrations)
        .map(({ id }) => id),
    ).toEqual(ids);
  });

  it('sorts the names that real repositories mix', () => {
    const ids = [
      'remove-legacy',
      '2017-09-23-182408-x',
      '20170309120000_x',
      '20170923_b',
      '20170923_a',
      '00010',
      '0002',
      '0001',
      '9_x',
      '10_x',
      '1500000000_unix',
      'add-avatar',
    ];
    expect(
      ids
        .map(sortable)
        .sort(compareMigrations)
        .map(({ id }) => id),
    ).toEqual([
      '0001',
      '0002',
      '9_x',
      '00010',
      '10_x',
      '1500000000_unix',
      '20170309120000_x',
      '20170923_a',
      '20170923_b',
      '2017-09-23-182408-x',
      'add-avatar',
      'remove-legacy',
    ]);
  });

  it('is a total order: antisymmetric, transitive, and 0 only for one id', () => {
    fc.assert(
      fc.property(migrationId, migrationId, migrationId, (x, y, z) => {
        const [a, b, c] = [sortable(x), sortable(y), sortable(z)];
        expect(Math.sign(compareMigrations(a, b))).toBe(0 - Math.sign(compareMigrations(b, a)));
        expect(compareMigrations(a, b) === 0).toBe(x === y);
        if (compareMigrations(a, b) <= 0 && compareMigrations(b, c) <= 0) {
          expect(compareMigrations(a, c)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  it('orders whole numbers by value', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        // A name is put before the digits of a date's shape by zeros: 20240101 is a date.
        const order = compareMigrations(sortable(`0${a}`), sortable(`0${b}`));
        expect(Math.sign(order)).toBe(Math.sign(a - b));
      }),
    );
  });
});

describe('compareNames', () => {
  it('follows code units, not a locale', () => {
    expect(['b', 'a', 'ä', 'B', 'Z'].sort(compareNames)).toEqual(['B', 'Z', 'a', 'b', 'ä']);
  });
});

const migrationId = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.stringMatching(/^\d{1,20}[-_ ]?[a-z]{0,3}$/),
  fc.stringMatching(/^(19|20)\d\d[-_]?[01]?\d[-_]?[0-3]?\d[-_]?(\d{4}|\d{6})?[-_][a-z]{0,3}$/),
);
