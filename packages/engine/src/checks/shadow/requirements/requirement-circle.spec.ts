import { setOf } from '../../../../testing/projects/migration-sets';
import { migrationOf } from '../../../../testing/projects/steps';
import type { RequiredProject } from './required-project';
import { deriveTurns, findCircle, findingOfCircle } from './requirement-circle';

/** A project whose migrations are `1`, `2`, …, each with what it requires. */
function projectOf(project: string, requires: readonly (string | undefined)[]): RequiredProject {
  const migrations = requires.map((required, index) =>
    migrationOf(`${index + 1}-m`, `${required ? `-- pgrestify: requires ${required}\n` : ''}SELECT ${index};`),
  );
  return { project, set: setOf(migrations) };
}

const billing = projectOf('billing', [undefined, 'crm:1']);
const crm = projectOf('crm', ['billing:1']);

describe('findCircle', () => {
  it.each<[string, readonly RequiredProject[], readonly string[] | undefined]>([
    ['two in turns', [billing, crm], ['billing', 'crm', 'billing']],
    [
      'three, reached from another',
      [projectOf('web', ['a:1']), projectOf('a', ['b:1']), projectOf('b', ['c:1']), projectOf('c', ['a:1'])],
      ['a', 'b', 'c', 'a'],
    ],
    [
      'none, though two lead to one',
      [projectOf('a', ['b:1', 'c:1']), projectOf('b', ['c:1']), projectOf('c', [undefined])],
      undefined,
    ],
    ['none by what a project requires of itself', [projectOf('a', [undefined, 'a:1'])], undefined],
  ])('of %s', (_what, projects, circle) => {
    expect(findCircle(projects)).toEqual(circle);
  });
});

describe('findingOfCircle', () => {
  it('names who requires whom, and in which turns they can be migrated', () => {
    expect(findingOfCircle(['billing', 'crm', 'billing'], [billing, crm])).toMatchObject({
      severity: 'error',
      code: 'REQUIREMENT_CIRCLE',
      message: [
        'billing → crm → billing: these projects require each other, so that Nx cannot order their tasks.',
        '  billing:2-m requires crm:1',
        '  crm:1-m requires billing:1',
        'Migrated by hand, in this order, each finds what it requires:',
        '  nx run billing:migrate --to=1-m --exclude-task-dependencies',
        '  nx run crm:migrate --exclude-task-dependencies',
        '  nx run billing:migrate --exclude-task-dependencies',
      ].join('\n'),
    });
  });

  it('says when no order is right', () => {
    const [one, other] = [projectOf('a', ['b:1']), projectOf('b', ['a:1'])];
    expect(deriveTurns([one, other])).toBeUndefined();
    expect(findingOfCircle(['a', 'b', 'a'], [one, other]).message).toContain('No order of their migrations is right.');
  });
});
