import { emptyHistory, historyOf, rowOf, rowsOf } from '../../testing/projects/history-rows';
import { repeatableOf, setOf } from '../../testing/projects/migration-sets';
import { migrationOf } from '../../testing/projects/steps';
import { EngineError } from '../errors';
import { type ScriptReading, scriptOfText } from '../migrations/script/read-script';
import { parseScript } from '../migrations/units/parse-script';
import type { Plan } from './plan';
import { type PlanFileInput, planFile } from './plan-file';

const [a, b] = ['0001-a', '0002-b'].map((id) => migrationOf(id, `SELECT '${id}';`, 'SELECT 0;'));
const view = repeatableOf('repeatable/v.sql', 'SELECT 1;', 'after');

function plan({
  options,
  ...input
}: Partial<Omit<PlanFileInput, 'options'>> & { readonly options?: Partial<PlanFileInput['options']> }): Plan {
  return planFile({
    set: setOf([a, b], { after: [view] }),
    history: emptyHistory,
    project: 'api',
    requirementsMet: () => false,
    parse: parseScript,
    path: a.up.path,
    readScript: () => undefined,
    options: { outOfOrder: false, allowEmpty: true, ...options },
    ...input,
  });
}

const codesOf = ({ refusals }: Plan) => refusals.map(({ code }) => code);

const reading = (text: string): ScriptReading => ({
  script: scriptOfText(text, 'scripts/fix.sql', 'script'),
  problems: [],
  isEmpty: () => false,
});

describe('planFile', () => {
  it('applies the up.sql of a pending migration as such', () => {
    expect(plan({})).toMatchObject({
      direction: 'up',
      steps: [{ action: 'up', id: '0001-a', expected: undefined, file: a }],
      refusals: [],
    });
  });

  it('undoes an applied migration by its down.sql as such, also when up.sql was edited', () => {
    const row = rowOf(a, 1, { checksum: 'other', downChecksum: 'other' });
    expect(plan({ path: `${a.path}/down.sql`, history: historyOf([row]) })).toMatchObject({
      direction: 'down',
      steps: [{ action: 'down', id: '0001-a', source: 'file', expected: row }],
      refusals: [],
    });
  });

  it('runs and records a repeatable script whatever its state', () => {
    const history = historyOf(rowsOf([view]));
    expect(plan({ path: view.script.path, history })).toMatchObject({
      steps: [{ action: 'repeat', id: 'repeatable/v.sql', expected: history.rows[0] }],
    });
  });

  it('runs any other script as an event only', () => {
    const planned = plan({ path: 'scripts/fix.sql', readScript: () => reading('SELECT 1;') });
    expect(planned).toMatchObject({
      direction: 'up',
      steps: [{ action: 'script', id: 'scripts/fix.sql', file: undefined, expected: undefined }],
      refusals: [],
    });
  });

  it.each<[string, Partial<PlanFileInput>, string]>([
    ['an up that is applied', { history: historyOf(rowsOf([a])) }, 'ALREADY_APPLIED'],
    ['a down that is not applied', { path: `${a.path}/down.sql` }, 'NOT_APPLIED'],
    ['an up that is out of order', { history: historyOf(rowsOf([b])) }, 'OUT_OF_ORDER'],
    ['a file that does not exist', { path: 'scripts/none.sql' }, 'FILE_UNREADABLE'],
    [
      'a file outside the workspace',
      {
        path: '../none.sql',
        readScript: () => {
          throw new EngineError('FILE_OUTSIDE_WORKSPACE', '../none.sql is outside the workspace.');
        },
      },
      'FILE_OUTSIDE_WORKSPACE',
    ],
    ['a script that does not parse', { path: 'scripts/fix.sql', readScript: () => reading("SELECT '") }, 'SQL_SYNTAX'],
    [
      'an up whose requirement is not applied',
      { set: setOf([migrationOf('0001-a', '-- pgrestify: requires other:1\nSELECT 1;')]) },
      'REQUIREMENT_MISSING',
    ],
  ])('refuses %s', (_what, input, code) => {
    expect(codesOf(plan(input))).toEqual([code]);
  });

  it('minds neither other migrations nor the order where that is allowed', () => {
    const history = historyOf([rowOf(b, 1, { checksum: 'other' })]);
    expect(codesOf(plan({ history, options: { outOfOrder: true } }))).toEqual([]);
  });
});
