import { migrationOf, upStep } from '../../../testing/projects/steps';
import { findRecorded } from './recorded-elsewhere';

const found = (ids: readonly string[], applied: readonly string[]) =>
  findRecorded(
    ids.map((id) => upStep(migrationOf(id, 'SELECT 1;'))),
    applied,
  ).map(({ id }) => id);

describe('findRecorded', () => {
  it.each([
    ['a stamp', '20240115143005_users', '20240115143005'],
    ['a stamp in another form', '2024-01-15-143005-users', '20240115143005'],
    ['seconds since 1970', '1700000000_users', '1700000000'],
    ['the name of a folder', '0001_users', '0001_users'],
    ['the name of a file', '0001_users', '0001_users.js'],
    ["diesel's version", '2024-01-15-143005_users', '20240115143005'],
  ])('knows a migration by %s', (_what, id, applied) => {
    expect(found([id, '9-other'], [applied])).toEqual([id]);
  });

  it.each([
    ['a small number, which any tool has', '0001_users', '1'],
    ['a day, of which there may be several', '20240115-users', '20240115'],
    ['another stamp', '20240115143005_users', '20240115143006'],
  ])('is not misled by %s', (_what, id, applied) => {
    expect(found([id], [applied])).toEqual([]);
  });
});
