import { emptyHistory } from '../../testing/projects/history-rows';
import { setOf } from '../../testing/projects/migration-sets';
import { migrationOf } from '../../testing/projects/steps';
import type { Sortable } from '../migrations/version';
import { deriveStatuses } from './derive-statuses';
import { isRefusal, isWithin, resolveTarget } from './target';

const statusesOf = (ids: readonly string[]) =>
  deriveStatuses(setOf(ids.map((id) => migrationOf(id, ''))), emptyHistory);

/** Ids that are within `--to`, or the code of the refusal. */
function within(ids: readonly string[], to: string): readonly string[] | string {
  const statuses = statusesOf(ids);
  const target = resolveTarget(to, statuses, statuses);
  if (isRefusal(target)) return target.code;
  return statuses.filter((status: Sortable) => isWithin(target, status)).map(({ id }) => id);
}

const days = ['20240110-a', '2024-01-15-b', '2024-01-15-143005-c', '20240116-d', 'add-avatar'];
const numbers = ['0000-a', '0001-b', '0010-c', '0010-d'];

describe('resolveTarget', () => {
  it.each([
    ['before the first', days, '0', []],
    ['before the first, also where one has number 0', numbers, '0', []],
    ['an id', days, '2024-01-15-b', ['20240110-a', '2024-01-15-b']],
    ['an id without a number', days, 'add-avatar', days],
    ['one of two with the same version', numbers, '0010-c', ['0000-a', '0001-b', '0010-c']],
    ['a whole day', days, '20240115', ['20240110-a', '2024-01-15-b', '2024-01-15-143005-c']],
    ['a whole day, written with separators', days, '2024-01-15', ['20240110-a', '2024-01-15-b', '2024-01-15-143005-c']],
    ['a whole minute', days, '202401151430', ['20240110-a', '2024-01-15-b', '2024-01-15-143005-c']],
    ['a second', days, '20240115143004', ['20240110-a', '2024-01-15-b']],
    ['a day without a migration', days, '20240112', ['20240110-a']],
    ['a number, and all that have it', numbers, '10', numbers],
    ['a number with zeros before it', numbers, '00010', numbers],
    ['a number that no migration has', numbers, '5', ['0000-a', '0001-b']],
    ['number 0 written with zeros', numbers, '0000', ['0000-a']],
    ['a day outside the calendar that a migration has', ['20241399-a', '2025-01-01-b'], '20241399', ['20241399-a']],
    ['a day outside the calendar by its hour', ['20241399120000-a', '20250101-b'], '20241399', ['20241399120000-a']],
    ['a number in a mix of kinds that one migration has', ['0001-a', '20240101-b'], '1', ['0001-a']],
  ])('takes %s', (_what, ids, to, expected) => {
    expect(within(ids, to)).toEqual(expected);
  });

  it.each([
    ['a date among integers', numbers, '20240115', 'TARGET_KIND_MISMATCH'],
    ['an integer among dates', days, '5', 'TARGET_KIND_MISMATCH'],
    ['a month, which is no shape of a date', days, '202401', 'TARGET_KIND_MISMATCH'],
    ['an integer that no migration has in a mix of kinds', ['0001-a', '20240101-b'], '2', 'TARGET_KIND_MISMATCH'],
    ['a part of an id', days, '2024-01-15-x', 'TARGET_UNKNOWN'],
    ['nothing', days, '', 'TARGET_UNKNOWN'],
    ['a month that no year has', days, '2024-13-15', 'TARGET_UNKNOWN'],
    ['a day that no month has', days, '20240100', 'TARGET_UNKNOWN'],
  ])('refuses %s', (_what, ids, to, code) => {
    expect(within(ids, to)).toBe(code);
  });

  it('names ids that are alike', () => {
    expect(resolveTarget('avatar', statusesOf(days), [])).toMatchObject({ hint: 'Did you mean add-avatar?' });
  });
});
