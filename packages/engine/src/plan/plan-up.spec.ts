import { emptyHistory, historyOf, rowOf, rowsOf } from '../../testing/projects/history-rows';
import { repeatableOf, setOf } from '../../testing/projects/migration-sets';
import { migrationOf } from '../../testing/projects/steps';
import fc from '../../testing/properties';
import { EngineError } from '../errors';
import type { HistoryRow } from '../history/history';
import type { VersionedMigration } from '../migrations/migration';
import { parseScript } from '../migrations/units/parse-script';
import type { Plan } from './plan';
import { type PlanUpInput, type PlanUpOptions, planUp } from './plan-up';

const [a, b, c] = ['0001-a', '0002-b', '0003-c'].map((id) => migrationOf(id, `SELECT '${id}';`, 'SELECT 0;'));

function plan({
  options,
  ...input
}: Partial<Omit<PlanUpInput, 'options'>> & { readonly options?: Partial<PlanUpOptions> }): Plan {
  return planUp({
    set: setOf([]),
    history: emptyHistory,
    project: 'api',
    requirementsMet: () => false,
    parse: parseScript,
    options: { outOfOrder: false, allowEmpty: true, allowRedo: false, ...options },
    ...input,
  });
}

const stepsOf = ({ steps }: Plan) => steps.map(({ action, id }) => `${action} ${id}`);
const codesOf = ({ refusals }: Plan) => refusals.map(({ code, ids }) => `${code} ${ids.join(' ')}`.trim());
const noticesOf = ({ notices }: Plan) => notices.map(({ message }) => message);

describe('planUp', () => {
  const set = setOf([b, a, migrationOf('add-avatar', 'SELECT 9;')], {
    before: [repeatableOf('functions/f.sql', 'SELECT 1;'), repeatableOf('schemas/s.sql', 'SELECT 2;')],
    after: [repeatableOf('repeatable/v.sql', 'SELECT 3;', 'after')],
    testData: [repeatableOf('test-data/t.sql', 'SELECT 4;', 'test-data')],
  });

  it('plans everything pending in order, test data only when asked', () => {
    const steps = [
      'repeat functions/f.sql',
      'repeat schemas/s.sql',
      'up 0001-a',
      'up 0002-b',
      'up add-avatar',
      'repeat repeatable/v.sql',
    ];
    expect(stepsOf(plan({ set }))).toEqual(steps);
    expect(stepsOf(plan({ set, options: { includeTestData: true } }))).toEqual([...steps, 'repeat test-data/t.sql']);
  });

  it('stops at the target, and runs repeatable scripts whatever the target is', () => {
    expect(stepsOf(plan({ set, options: { to: '1' } }))).toEqual([
      'repeat functions/f.sql',
      'repeat schemas/s.sql',
      'up 0001-a',
      'repeat repeatable/v.sql',
    ]);
  });

  it('says in a step what history must hold and what to send', () => {
    expect(plan({ set: setOf([a]) }).steps).toEqual([
      {
        action: 'up',
        id: '0001-a',
        version: a.version,
        path: 'sql/migrations/0001-a/up.sql',
        source: 'file',
        script: parseScript(a.up),
        file: a,
        expected: undefined,
        resumeAt: 0,
      },
    ]);
  });

  it('runs a repeatable script again when it changed, and one that says `run always` each time', () => {
    const always = repeatableOf('schemas/always.sql', '-- pgrestify: run always\nSELECT 1;');
    const edited = repeatableOf('schemas/edited.sql', 'SELECT 2;');
    const row = rowOf(repeatableOf('schemas/edited.sql', 'SELECT 1;'), 2);
    const again = plan({ set: setOf([], { before: [always, edited] }), history: historyOf([rowOf(always, 1), row]) });
    expect(stepsOf(again)).toEqual(['repeat schemas/always.sql', 'repeat schemas/edited.sql']);
    expect(again.steps[1]?.expected).toBe(row);
  });

  it('refuses an applied migration that was edited, naming both checksums', () => {
    const history = historyOf([rowOf(a, 1, { checksum: '9f2cffff' })]);
    const { refusals } = plan({ set: setOf([a, b]), history });
    expect(refusals).toEqual([
      {
        code: 'CHANGED',
        message: `Checksum of 0001-a changed after it was applied (history 9f2c…, file ${a.up.checksum.slice(0, 4)}…).`,
        ids: ['0001-a'],
        hint: 'Restore the file and add a new migration, or accept the edit with `repair --checksums --id=0001-a`.',
        waivedBy: undefined,
      },
    ]);
  });

  it('refuses a missing migration and points to the way out', () => {
    const { refusals } = plan({ set: setOf([a, c]), history: historyOf(rowsOf([a, b, c])) });
    expect(refusals).toMatchObject([
      { code: 'MISSING', ids: ['0002-b'], hint: expect.stringContaining('rollback --missing') },
    ]);
  });

  it('only warns when the database is ahead', () => {
    const ahead = plan({ set: setOf([a]), history: historyOf(rowsOf([a, b])) });
    expect(ahead).toMatchObject({ steps: [], refusals: [] });
    expect(noticesOf(ahead)).toEqual(['The database is ahead of these files: 0002-b.']);
  });

  it.each([
    ['refuses', {}, ['OUT_OF_ORDER 0001-a'], []],
    [
      'allows, when it may,',
      { options: { outOfOrder: true } },
      [],
      ['Planned although older than the newest applied migration: 0001-a.'],
    ],
  ])('%s what is out of order', (_what, input, codes, notices) => {
    const planned = plan({ set: setOf([a, b]), history: historyOf([rowOf(b, 1)]), ...input });
    expect(codesOf(planned)).toEqual(codes);
    expect(noticesOf(planned)).toEqual(notices);
    expect(stepsOf(planned)).toEqual(['up 0001-a']);
  });

  it('lets what is out of order beyond the target wait', () => {
    const planned = plan({
      set: setOf([a, b, c]),
      history: historyOf([rowOf(a, 1), rowOf(c, 2)]),
      options: { to: '1' },
    });
    expect(planned).toMatchObject({ steps: [], refusals: [] });
  });

  it('refuses a script that does not parse, with its place and the line, beside every other reason', () => {
    const broken = migrationOf('0002-b', "SELECT 1;\n  SELECT 'never ends;\n");
    const planned = plan({ set: setOf([a, broken]), history: historyOf([rowOf(a, 1, { checksum: 'other' })]) });
    expect(codesOf(planned)).toEqual(['CHANGED 0001-a', 'SQL_SYNTAX 0002-b']);
    expect(planned.refusals[1]?.message).toMatch(
      /^sql\/migrations\/0002-b\/up\.sql:2:10: .*\n2 \| {3}SELECT 'never ends;\n {2}\| {10}\^$/,
    );
  });

  it('names the place in a script over 8 MB, of which it has no text', () => {
    const large = { ...a, up: { ...a.up, text: undefined } };
    const location = { line: 90_000, column: 7 };
    const problem = { code: 'SQL_SYNTAX', message: 'A quote does not end', offset: 9_000_000, location } as const;
    const { refusals } = plan({
      set: setOf([large]),
      parse: (script) => ({ ...parseScript(script), problems: [problem] }),
    });
    expect(refusals.map(({ message }) => message)).toEqual([`${a.up.path}:90000:7: A quote does not end.`]);
  });

  it('refuses a problem of the files, and does not call missing what that one names', () => {
    const problem = {
      severity: 'error',
      code: 'UP_MISSING',
      message: 'no up.sql',
      path: 'x/0001-a',
      ids: ['0001-a'],
    } as const;
    const planned = plan({ set: setOf([b], { problems: [problem] }), history: historyOf(rowsOf([a, b])) });
    expect(codesOf(planned)).toEqual(['UP_MISSING 0001-a']);
  });

  it('tells warnings about a migration only until it is applied', () => {
    const problem = { severity: 'warning', code: 'UP_EMPTY', message: 'empty', path: 'x', ids: ['0001-a'] } as const;
    const withProblem = setOf([a], { problems: [problem] });
    expect(noticesOf(plan({ set: withProblem }))).toEqual(['x: empty']);
    expect(noticesOf(plan({ set: withProblem, history: historyOf([rowOf(a, 1)]) }))).toEqual([]);
  });

  it('refuses when the down of a pending migration cannot be read, since history will keep it', () => {
    const unreadable = readableBy(() => {
      throw new EngineError('FILE_ENCODING', 'down.sql:1:1: not UTF-8');
    });
    expect(codesOf(plan({ set: setOf([unreadable]) }))).toEqual(['FILE_ENCODING 0001-a']);
  });

  describe('of what a migration requires', () => {
    const requiring = migrationOf('0002-b', '-- pgrestify: requires auth-db:20240110\nSELECT 1;');

    it('refuses until the other project has it', () => {
      const { refusals } = plan({ set: setOf([requiring]) });
      expect(refusals).toMatchObject([
        {
          code: 'REQUIREMENT_MISSING',
          message: 'sql/migrations/0002-b/up.sql:1: 0002-b requires auth-db:20240110, which is not applied.',
          ids: ['0002-b'],
        },
      ]);
      expect(plan({ set: setOf([requiring]), requirementsMet: (project) => project === 'auth-db' }).refusals).toEqual(
        [],
      );
    });

    it.each([
      ['an id that runs earlier', '0001-a', []],
      ['a version that runs earlier', '1', []],
      ['one that runs later', '0003-c', ['REQUIREMENT_MISSING 0002-b']],
      ['one that does not exist', '7', ['REQUIREMENT_MISSING 0002-b']],
    ])('looks in the same run when it is the project itself: %s', (_what, version, codes) => {
      const own = migrationOf('0002-b', `-- pgrestify: requires api:${version}\nSELECT 1;`);
      expect(codesOf(plan({ set: setOf([a, own, c]) }))).toEqual(codes);
    });
  });

  describe('of a script that stopped part way', () => {
    const text = ['CREATE INDEX CONCURRENTLY i ON t (a)', 'CREATE INDEX CONCURRENTLY j ON t (b)', 'VACUUM t'];
    const halfDone = migrationOf('0001-a', `${text.join(';\n')};`);
    const row = (overrides: Partial<HistoryRow> = {}) =>
      rowOf(halfDone, 1, { outcome: 'failed', unitsDone: 1, unitsTotal: 3, ...overrides });
    const edited = (...statements: readonly string[]) => migrationOf('0001-a', `${statements.join(';\n')};`);
    const storedText = () => halfDone.up.text?.toString();

    it('goes on at the first statement that is not done', () => {
      const planned = plan({ set: setOf([halfDone]), history: historyOf([row()]) });
      expect(planned.steps).toMatchObject([{ action: 'up', resumeAt: 1, expected: row() }]);
      expect(noticesOf(planned)).toEqual([
        '0001-a goes on after 1 of 3 statements, where it stopped, in a new session.',
      ]);
    });

    it.each([
      ['nothing had run', row({ unitsDone: 0 }), edited('VACUUM u'), undefined, 0],
      ['only what had not run was edited', row(), edited(text[0] ?? '', 'VACUUM u'), storedText, 1],
    ])('goes on after an edit when %s', (_what, expected, migration, stored, resumeAt) => {
      const planned = plan({ set: setOf([migration]), history: historyOf([expected]), storedText: stored });
      expect(planned).toMatchObject({ steps: [{ resumeAt }], refusals: [] });
    });

    it.each([
      ['what had run was edited', row(), edited('VACUUM u', 'VACUUM t'), storedText],
      [
        'the statement that may be running was edited',
        row({ unitStarted: 1 }),
        edited(text[0] ?? '', 'VACUUM u'),
        storedText,
      ],
      ['history kept no text to compare with', row(), edited(text[0] ?? '', 'VACUUM u'), undefined],
      ['it was its rollback that stopped', row({ failedDirection: 'down' }), halfDone, undefined],
    ])('refuses when %s', (_what, expected, migration, stored) => {
      const planned = plan({ set: setOf([migration]), history: historyOf([expected]), storedText: stored });
      expect(codesOf(planned)).toEqual(['HALF_DONE 0001-a']);
      expect(planned.steps).toEqual([]);
    });
  });

  describe('with redo', () => {
    const options = { redo: true, allowRedo: true };
    const edited = migrationOf('0002-b', 'SELECT 2;', 'SELECT 0;');
    const rows = rowsOf([a, b]);

    it('undoes the newest changed migration by its stored down and applies it again', () => {
      const other = migrationOf('0002-b', 'SELECT 2;', 'SELECT 1;');
      const planned = plan({ set: setOf([a, other, c]), history: historyOf(rows), options });
      expect(planned.refusals).toEqual([]);
      expect(stepsOf(planned)).toEqual(['down 0002-b', 'up 0002-b', 'up 0003-c']);
      expect(planned.steps).toMatchObject([
        { source: 'stored', path: 'history of 0002-b', expected: rows[1], script: undefined },
        { source: 'file', expected: undefined },
        {},
      ]);
    });

    it('is offered, where it is allowed, for that migration alone', () => {
      const { refusals } = plan({ set: setOf([a, edited]), history: historyOf(rows), options: { allowRedo: true } });
      expect(refusals).toMatchObject([{ code: 'CHANGED', waivedBy: '--redo' }]);
      const older = plan({
        set: setOf([migrationOf('0001-a', 'SELECT 2;'), b]),
        history: historyOf(rows),
        options: { allowRedo: true },
      });
      expect(older.refusals).toMatchObject([{ code: 'CHANGED', waivedBy: undefined }]);
    });

    it.each([
      ['where it is not allowed', { set: setOf([a, edited]), options: { redo: true } }, rows, 'OPTION_INVALID'],
      ['when nothing is changed', { set: setOf([a, b]) }, rows, 'OPTION_INVALID'],
      [
        'when another was applied after it',
        { set: setOf([migrationOf('0001-a', 'SELECT 2;'), b]) },
        rows,
        'OPTION_INVALID 0001-a',
      ],
      [
        'when no down is stored',
        { set: setOf([a, migrationOf('0002-b', 'SELECT 2;')]) },
        [rowOf(a, 1), rowOf(b, 2, { hasStoredDown: false })],
        'DOWN_MISSING 0002-b',
      ],
    ])('refuses %s', (_what, input, applied, code) => {
      expect(codesOf(plan({ history: historyOf(applied), options, ...input }))).toContain(code);
    });
  });

  it('has nothing to do after everything was applied', () => {
    fc.assert(
      fc.property(migrationSets, (versioned) => {
        const first = plan({ set: setOf(versioned) });
        const rows = first.steps.map(({ file }, index) => file && rowOf(file, index));
        const history = historyOf(rows.filter((row) => row !== undefined));
        expect(first.refusals).toEqual([]);
        expect(plan({ set: setOf(versioned), history })).toMatchObject({ steps: [], refusals: [], notices: [] });
      }),
    );
  });

  it('looks at each of 10,000 migrations a few times only', () => {
    const count = 10_000;
    const looks = { id: 0, row: 0, parse: 0 };
    const migrations = Array.from({ length: count }, (_, index) =>
      counted(migrationOf(`${index + 1}-x`, `SELECT ${index};`), () => looks.id++),
    );
    const rows = migrations.slice(0, count / 2).map((file, index) => counted(rowOf(file, index), () => looks.row++));
    looks.id = 0;
    const planned = plan({
      set: setOf(migrations),
      history: historyOf(rows),
      parse: (script) => {
        looks.parse++;
        return parseScript(script);
      },
    });
    expect(planned.steps).toHaveLength(count / 2);
    expect(looks.parse).toBe(count / 2);
    // A nested scan would look millions of times.
    expect(looks.id).toBeLessThan(20 * count);
    expect(looks.row).toBeLessThan(20 * count);
  });
});

/** The same object, whose `id` reports when it is looked at. */
function counted<T extends { readonly id: string }>(item: T, onLook: () => void): T {
  const { id } = item;
  return Object.defineProperty({ ...item }, 'id', {
    enumerable: true,
    get: () => {
      onLook();
      return id;
    },
  });
}

function readableBy(down: VersionedMigration['down']): VersionedMigration {
  return { ...a, down };
}

const migrationSets = fc
  .uniqueArray(fc.stringMatching(/^(\d{1,4}|20\d{6}|[a-z])[-_][a-z]{1,3}$/), { maxLength: 12 })
  .map((ids) => ids.map((id) => migrationOf(id, `SELECT '${id}';`, 'SELECT 0;')));
