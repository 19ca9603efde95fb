import fc from '../../../testing/properties';
import { EngineError } from '../../errors';
import { compareMigrations, parseVersion } from '../version';
import { nextMigrationId } from './next-migration-id';

const now = new Date('2026-11-22T14:30:05.999Z');

describe('nextMigrationId', () => {
  it.each([
    ['add-users', '2026-11-22-143005-add-users'],
    ['Add user preferences!', '2026-11-22-143005-add-user-preferences'],
    ['addUserPreferences', '2026-11-22-143005-add-user-preferences'],
    ['2fa support', '2026-11-22-143005-2fa-support'],
    ['1430 things', '2026-11-22-143005-1430-things'],
    ['größe', '2026-11-22-143005-größe'],
  ])('names %s in UTC', (name, id) => {
    expect(nextMigrationId([], name, now)).toBe(id);
    expect(parseVersion(id)?.text).toBe('20261122143005');
  });

  it.each([
    ['one of the same second', '2026-11-22-143005-a', '2026-11-22-143006-x'],
    ['one of the same millisecond', '20261122143005999_a', '2026-11-22-143006-x'],
    ['one dated in the future', '2030-12-31-235959-a', '2031-01-01-000000-x'],
    ['a future day', '2030-12-31-a', '2030-12-31-000001-x'],
    ['digits that are in no calendar', '20269999_a', '2026-99-99-000001-x'],
    ['the last second that a stamp can name', '20991231235959_a', '2099-12-31-235960-x'],
    ['an integer of any size', '99999999999999999999_a', '2026-11-22-143005-x'],
    ['an unnumbered one', 'zzz', '2026-11-22-143005-x'],
  ])('is later than %s', (_what, existing, expected) => {
    expect(nextMigrationId([existing, '0001_first'], 'x', now)).toBe(expected);
  });

  it('is later than every numbered one that exists', () => {
    const existing = fc.oneof(
      fc.stringMatching(/^(19|20)[0-8]\d{5}(\d{4}|\d{6}|\d{9})?-[a-z]{0,3}$/),
      fc.stringMatching(/^\d{1,20}[-_][a-z]{0,3}$/).filter((id) => !id.startsWith('2099')),
    );
    fc.assert(
      fc.property(fc.array(existing), (ids) => {
        const id = nextMigrationId(ids, 'x', now);
        const next = { id, version: parseVersion(id) };
        expect(ids.every((other) => compareMigrations({ id: other, version: parseVersion(other) }, next) < 0)).toBe(
          true,
        );
      }),
    );
  });

  it.each([
    ['a name without letters or digits', [], ' --- '],
    ['a name of more than 255 bytes', [], 'x'.repeat(240)],
    ['a stamp that has no later one', ['20999999999999_a'], 'x'],
  ])('refuses %s', (_what, ids, name) => {
    expect(() => nextMigrationId(ids, name, now)).toThrow(EngineError);
  });
});
