import { emptyHistory, historyOf, rowOf, rowsOf } from '../../testing/projects/history-rows';
import { repeatableOf, setOf } from '../../testing/projects/migration-sets';
import { migrationOf } from '../../testing/projects/steps';
import fc from '../../testing/properties';
import { EngineError } from '../errors';
import type { HistoryRow } from '../history/history';
import type { VersionedMigration } from '../migrations/migration';
import { parseScript } from '../migrations/units/parse-script';
import type { Plan } from './plan';
import { type PlanDownInput, planDown } from './plan-down';
import { planUp } from './plan-up';

const reversible = (id: string) => migrationOf(id, `SELECT '${id}';`, `SELECT 'undo ${id}';`);
const [a, b, c, d] = ['20240105-a', '20240108-b', '20240115-c', '20240115143005-d'].map(reversible);

function plan(input: Partial<PlanDownInput>): Plan {
  return planDown({ set: setOf([a, b, c, d]), history: emptyHistory, parse: parseScript, options: {}, ...input });
}

const all = historyOf(rowsOf([a, b, c, d]));
const stepsOf = ({ steps }: Plan) => steps.map(({ action, id, source }) => `${action} ${id} (${source})`);
const idsOf = ({ steps }: Plan) => steps.map(({ id }) => id);
const codesOf = ({ refusals }: Plan) => refusals.map(({ code, ids }) => `${code} ${ids.join(' ')}`.trim());
const noticesOf = ({ notices }: Plan) => notices.map(({ message }) => message);

describe('planDown', () => {
  it('has nothing to do when nothing is applied', () => {
    expect(plan({})).toMatchObject({ direction: 'down', steps: [], refusals: [] });
  });

  it.each<[string, PlanDownInput['options'], readonly string[]]>([
    ['one step by default', {}, [d.id]],
    ['so many steps, the last applied first', { steps: 3 }, [d.id, c.id, b.id]],
    ['all when there are fewer', { steps: 9 }, [d.id, c.id, b.id, a.id]],
    ['what is newer than an id', { to: '20240115-c' }, [d.id]],
    ['what is newer than a day, which stays whole', { to: '20240115' }, []],
    ['what is newer than a day without a migration', { to: '20240110' }, [d.id, c.id]],
    ['everything down to 0', { to: '0' }, [d.id, c.id, b.id, a.id]],
  ])('undoes %s', (_what, options, ids) => {
    const planned = plan({ history: all, options });
    expect(idsOf(planned)).toEqual(ids);
    expect(planned.refusals).toEqual([]);
  });

  it('follows the order of application, not that of versions', () => {
    const history = historyOf([rowOf(a, 1), rowOf(c, 2), rowOf(d, 3), rowOf(b, 4)]);
    expect(idsOf(plan({ history, options: { steps: 2 } }))).toEqual([b.id, d.id]);
    // b is older than the target, so it stays although it was applied later.
    expect(idsOf(plan({ history, options: { to: c.id } }))).toEqual([d.id]);
  });

  it('undoes what the newest run applied', () => {
    const history = historyOf([rowOf(a, 1), rowOf(b, 2, { runId: 'run-2' }), rowOf(c, 3, { runId: 'run-2' })]);
    expect(idsOf(plan({ history, options: { lastRun: true } }))).toEqual([c.id, b.id]);
  });

  it('leaves repeatable scripts alone', () => {
    const view = repeatableOf('repeatable/v.sql', 'SELECT 1;', 'after');
    const history = historyOf(rowsOf([a, view]));
    expect(idsOf(plan({ set: setOf([a], { after: [view] }), history, options: { steps: 2 } }))).toEqual([a.id]);
  });

  describe('of migrations without a number', () => {
    const avatar = reversible('add-avatar');
    const set = setOf([a, b, c, avatar]);
    const history = historyOf(rowsOf([a, avatar, b, c]));

    it.each([
      ['those applied after what stays', '20240105', [c.id, b.id, avatar.id]],
      ['none that was applied before what stays', '20240108', [c.id]],
      ['all applied after one that is named', avatar.id, [c.id, b.id]],
    ])('undoes %s', (_what, to, ids) => {
      expect(idsOf(plan({ set, history, options: { to } }))).toEqual(ids);
    });

    it('refuses to go to one that is not applied', () => {
      expect(codesOf(plan({ set, history: historyOf(rowsOf([a])), options: { to: avatar.id } }))).toEqual([
        'NOT_APPLIED add-avatar',
      ]);
    });
  });

  it('says in a step what history must hold and what to send', () => {
    expect(plan({ history: all }).steps).toEqual([
      {
        action: 'down',
        id: d.id,
        version: d.version,
        path: `sql/migrations/${d.id}/down.sql`,
        source: 'file',
        script: parseScript(mustHaveDown(d)),
        file: d,
        expected: all.rows[3],
        resumeAt: 0,
      },
    ]);
  });

  describe('chooses the down', () => {
    const editedUp = migrationOf(d.id, 'SELECT 2;', 'SELECT 3;');
    const editedDown = migrationOf(d.id, `SELECT '${d.id}';`, 'SELECT 3;');

    it.each([
      ['that is stored when the files are gone', setOf([a, b, c]), 'stored', 'history of 20240115143005-d'],
      ['that is stored when up.sql was edited', setOf([editedUp]), 'stored', 'history of 20240115143005-d'],
      ['of the file when only that was edited', setOf([editedDown]), 'file', `${d.path}/down.sql`],
      [
        'that is stored when down.sql is gone',
        setOf([migrationOf(d.id, `SELECT '${d.id}';`)]),
        'stored',
        'history of 20240115143005-d',
      ],
    ])('%s', (_what, set, source, path) => {
      const planned = plan({ set, history: historyOf([rowOf(d, 1)]) });
      expect(planned.steps).toMatchObject([{ action: 'down', source, path }]);
      expect(planned.notices).toHaveLength(1);
    });

    it('of an edited migration whose down.sql is still what was applied', () => {
      const set = setOf([migrationOf(d.id, 'SELECT 2;', `SELECT 'undo ${d.id}';`)]);
      const history = historyOf([rowOf(d, 1, { hasStoredDown: false })]);
      expect(stepsOf(plan({ set, history }))).toEqual([`down ${d.id} (file)`]);
    });

    it('and reads a stored one when its text is given', () => {
      const storedText = () => "SELECT 'never ends";
      const planned = plan({ set: setOf([]), history: historyOf([rowOf(d, 1)]), storedText });
      expect(codesOf(planned)).toEqual([`SQL_SYNTAX ${d.id}`]);
    });
  });

  it('undoes only what is missing with --missing, and not what is ahead', () => {
    const set = setOf([a, c]);
    expect(stepsOf(plan({ set, history: all, options: { missing: true } }))).toEqual([`down ${b.id} (stored)`]);
    expect(stepsOf(plan({ history: all, options: { missing: true } }))).toEqual([]);
  });

  describe('of what cannot be undone', () => {
    const unstored = { hasStoredDown: false };
    const noDown = migrationOf('1-x', 'SELECT 1;');
    const declared = migrationOf('1-x', '-- pgrestify: irreversible rows are gone\nSELECT 1;', 'SELECT 0;');
    const declaredBelow = migrationOf('1-x', 'SELECT 1;', '-- pgrestify: irreversible rows are gone\nSELECT 0;');
    const comment = migrationOf('1-x', 'SELECT 1;', '-- nothing');
    const cases: [string, readonly VersionedMigration[], HistoryRow, string][] = [
      ['a down that is missing', [noDown], rowOf(noDown, 1, unstored), 'DOWN_MISSING'],
      ['a missing migration without a stored down', [], rowOf(a, 1, unstored), 'DOWN_MISSING'],
      [
        'a changed migration without a stored down',
        [migrationOf('1-x', 'SELECT 2;', 'x')],
        rowOf(noDown, 1, unstored),
        'DOWN_MISSING',
      ],
      ['an up that is declared irreversible', [declared], rowOf(declared, 1), 'IRREVERSIBLE'],
      ['a down that is declared irreversible', [declaredBelow], rowOf(declaredBelow, 1), 'IRREVERSIBLE'],
      ['a missing migration that was declared irreversible', [], rowOf(declared, 1), 'IRREVERSIBLE'],
      ['a down of nothing but comments', [comment], rowOf(comment, 1), 'IRREVERSIBLE'],
    ];

    it.each(cases)('refuses %s before anything runs', (_what, files, row, code) => {
      const { refusals } = plan({ set: setOf(files), history: historyOf([row]) });
      expect(refusals).toMatchObject([{ code, ids: [row.id], waivedBy: '--allow-irreversible' }]);
    });

    it.each(cases)('passes over %s with --allow-irreversible', (_what, files, row) => {
      const planned = plan({ set: setOf(files), history: historyOf([row]), options: { allowIrreversible: true } });
      expect(planned).toMatchObject({
        steps: [{ action: 'skip-down', source: 'none', script: undefined }],
        refusals: [],
      });
    });

    it('takes a down of nothing but comments for the inverse of such an up', () => {
      const empty = migrationOf('1-x', '-- nothing', '-- nothing');
      const history = historyOf([rowOf(empty, 1)]);
      expect(stepsOf(plan({ set: setOf([empty]), history }))).toEqual(['down 1-x (file)']);
      expect(stepsOf(plan({ set: setOf([]), history, storedText: () => '-- nothing' }))).toEqual(['down 1-x (stored)']);
    });

    it('refuses a down that cannot be read, which no option waives', () => {
      const down = () => {
        throw new EngineError('FILE_ENCODING', 'down.sql:1:1: not UTF-8');
      };
      const planned = plan({
        set: setOf([{ ...a, down }]),
        history: historyOf([rowOf(a, 1)]),
        options: { allowIrreversible: true },
      });
      expect(planned.refusals).toMatchObject([{ code: 'FILE_ENCODING', ids: [a.id], waivedBy: undefined }]);
    });
  });

  it('goes on with a rollback that stopped part way', () => {
    const row = rowOf(a, 1, { outcome: 'failed', failedDirection: 'down', unitsDone: 1, unitsTotal: 2 });
    expect(plan({ history: historyOf([row]) }).steps).toMatchObject([{ action: 'down', resumeAt: 1 }]);
    const edited = setOf([migrationOf(a.id, `SELECT '${a.id}';`, 'SELECT 3;')]);
    expect(codesOf(plan({ set: edited, history: historyOf([row]) }))).toEqual([`HALF_DONE ${a.id}`]);
  });

  it('undoes what stopped part way with its whole down, and warns', () => {
    const planned = plan({ history: historyOf([rowOf(a, 1, { outcome: 'failed', unitsDone: 1, unitsTotal: 3 })]) });
    expect(planned.steps).toMatchObject([{ action: 'down', resumeAt: 0 }]);
    expect(noticesOf(planned)).toEqual([`${a.id} stopped after 1 of 3 statements; its whole down runs.`]);
  });

  it('is stopped by problems of the files that it undoes, and by no other', () => {
    const problem = { severity: 'error', code: 'ID_DUPLICATE', message: 'twice', path: 'x', ids: [d.id] } as const;
    const set = setOf([a, b, c, d], { problems: [problem] });
    expect(codesOf(plan({ set, history: all }))).toEqual([`ID_DUPLICATE ${d.id}`]);
    expect(codesOf(plan({ set, history: historyOf(rowsOf([a])) }))).toEqual([]);
  });

  it('refuses a target of another kind', () => {
    expect(codesOf(plan({ history: all, options: { to: '5' } }))).toEqual([`TARGET_KIND_MISMATCH ${d.id}`]);
  });

  it('is undone by planUp: what goes down comes up again, in the order of a fresh run', () => {
    const ids = fc.uniqueArray(fc.stringMatching(/^(\d{1,4}|20\d{6})[-_][a-z]{1,3}$/), { maxLength: 12 });
    fc.assert(
      fc.property(ids, fc.nat(12), (names, target) => {
        const set = setOf(names.map(reversible));
        const applied = rowsOf(set.versioned);
        const to = set.versioned[target]?.id ?? '0';
        const down = plan({ set, history: historyOf(applied), options: { to } });
        const undone = new Set(idsOf(down));
        const up = planUp({
          set,
          history: historyOf(applied.filter(({ id }) => !undone.has(id))),
          parse: parseScript,
          requirementsMet: () => false,
          options: { outOfOrder: false, allowEmpty: true, allowRedo: false },
        });
        expect([...up.refusals, ...down.refusals]).toEqual([]);
        expect(idsOf(up)).toEqual(idsOf(down).reverse());
        expect(undone.has(to)).toBe(false);
      }),
    );
  });
});

function mustHaveDown(migration: VersionedMigration) {
  const down = migration.down();
  if (!down) throw new Error(`${migration.id} has no down`);
  return down;
}
