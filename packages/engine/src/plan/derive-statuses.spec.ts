import { emptyHistory, historyOf, rowOf, rowsOf } from '../../testing/projects/history-rows';
import { repeatableOf, setOf } from '../../testing/projects/migration-sets';
import { migrationOf } from '../../testing/projects/steps';
import { deriveStatuses } from './derive-statuses';

const [a, b, c] = ['0001-a', '0002-b', '0003-c'].map((id) => migrationOf(id, `SELECT '${id}';`, 'SELECT 0;'));
const view = repeatableOf('repeatable/view.sql', 'SELECT 1;', 'after');

const states = (...args: Parameters<typeof deriveStatuses>) =>
  deriveStatuses(...args).map(({ id, state }) => `${id}: ${state}`);

describe('deriveStatuses', () => {
  it('has everything pending before the first migration, in the order of a fresh run', () => {
    const set = setOf([b, a, migrationOf('add-avatar', ''), migrationOf('20240101-d', '')], {
      before: [repeatableOf('functions/f.sql', ''), repeatableOf('schemas/s.sql', '')],
      after: [view],
      testData: [repeatableOf('test-data/t.sql', '', 'test-data')],
    });
    expect(states(set, emptyHistory)).toEqual([
      'functions/f.sql: pending',
      'schemas/s.sql: pending',
      '0001-a: pending',
      '0002-b: pending',
      '20240101-d: pending',
      'add-avatar: pending',
      'repeatable/view.sql: pending',
      'test-data/t.sql: pending',
    ]);
  });

  it('tells applied, changed and failed by history', () => {
    const rows = [rowOf(a, 1), rowOf(b, 2, { checksum: 'other' }), rowOf(c, 3, { outcome: 'failed' })];
    expect(states(setOf([a, b, c]), historyOf(rows))).toEqual(['0001-a: applied', '0002-b: changed', '0003-c: failed']);
  });

  it('tells of repeatable scripts which run again', () => {
    const set = setOf([], { before: [repeatableOf('schemas/a.sql', 'new')], after: [view] });
    const rows = [rowOf(repeatableOf('schemas/a.sql', 'old'), 1), rowOf(view, 2)];
    expect(states(set, historyOf(rows))).toEqual(['schemas/a.sql: outdated', 'repeatable/view.sql: applied']);
  });

  it('calls a pending migration out of order when a newer one is applied', () => {
    expect(states(setOf([a, b, c]), historyOf([rowOf(b, 1)]))).toEqual([
      '0001-a: out-of-order',
      '0002-b: applied',
      '0003-c: pending',
    ]);
  });

  it('does not call one out of order that failed under --force, nor one without a number', () => {
    const unnumbered = migrationOf('a-first', '');
    expect(states(setOf([a, b, unnumbered]), historyOf([rowOf(b, 1)], ['0001-a']))).toEqual([
      '0001-a: pending',
      '0002-b: applied',
      'a-first: pending',
    ]);
    expect(states(setOf([a, unnumbered]), historyOf([rowOf(unnumbered, 1)]))).toEqual([
      '0001-a: pending',
      'a-first: applied',
    ]);
  });

  it('puts a lost migration at its place: missing between files, ahead after the newest', () => {
    const rows = rowsOf([a, b, c]);
    expect(states(setOf([a, c]), historyOf(rows))).toEqual(['0001-a: applied', '0002-b: missing', '0003-c: applied']);
    expect(states(setOf([a, b]), historyOf(rows))).toEqual(['0001-a: applied', '0002-b: applied', '0003-c: ahead']);
  });

  it('tells a lost migration without a number by the order of application', () => {
    const lost = migrationOf('add-avatar', '');
    expect(states(setOf([a, b]), historyOf([rowOf(a, 1), rowOf(lost, 2), rowOf(b, 3)]))).toContain(
      'add-avatar: missing',
    );
    expect(states(setOf([a, b]), historyOf([rowOf(a, 1), rowOf(b, 2), rowOf(lost, 3)]))).toContain('add-avatar: ahead');
  });

  it('puts a lost repeatable script into the phase of its folder', () => {
    const lost = rowOf(repeatableOf('functions/f.sql', ''), 1);
    expect(deriveStatuses(setOf([a]), historyOf([lost]))[0]).toMatchObject({
      id: 'functions/f.sql',
      phase: 'before',
      state: 'missing',
      file: undefined,
    });
  });
});
