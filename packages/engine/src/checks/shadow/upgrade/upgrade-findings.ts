import { assertNever } from '../../../errors';
import type { MigrationSet } from '../../../migrations/migration';
import type { CatalogRow } from '../../../ports';
import { describeDifferences, diffSchemas, type SchemaDifference } from '../../../schema';
import { mendSchema, orderStatements } from '../../../schema/mend';
import { type Finding, findingOf } from '../../finding';
import type { Parse } from '../../scripts/check-scripts';
import { type Culprit, findCulprit } from './find-culprit';
import type { UpgradePlan } from './plan-upgrade';

/** The schema of a fresh database, and that of an upgraded one. */
export interface UpgradedSchemas {
  readonly fresh: readonly CatalogRow[];
  readonly upgraded: readonly CatalogRow[];
}

/** How an upgraded database is not what a fresh one is, script by script, with the migration that would make it so. Pure. */
export function upgradeFindings(
  { fresh, upgraded }: UpgradedSchemas,
  plan: UpgradePlan,
  set: MigrationSet,
  parse: Parse,
): readonly Finding[] {
  const drift = diffSchemas(fresh, upgraded).filter(({ severity }) => severity === 'drift');
  const mends = new Map(
    mendSchema(drift, { expected: fresh, actual: upgraded }).map((mend) => [mend.difference, mend]),
  );
  const groups = new Map<string, { readonly culprit: Culprit | undefined; readonly differences: SchemaDifference[] }>();
  for (const difference of drift) {
    const culprit = findCulprit(difference, plan, set, parse);
    const key = culprit ? `${culprit.how} ${culprit.id}` : '';
    const group = groups.get(key) ?? { culprit, differences: [] };
    group.differences.push(difference);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ culprit, differences }) => {
    const ofGroup = differences.flatMap((difference) => mends.get(difference) ?? []);
    const sql = orderStatements(ofGroup).map((statement) => statement.sql);
    return differs(
      culprit,
      differences,
      sql,
      ofGroup.some(({ unmended }) => unmended.length > 0),
    );
  });
}

function differs(
  culprit: Culprit | undefined,
  differences: readonly SchemaDifference[],
  sql: readonly string[],
  isPart: boolean,
): Finding {
  const intro = 'A database that the base made and this branch upgrades is not what a fresh one is';
  const lines = [
    `${intro}${culprit ? `: ${describeHow(culprit.how)}` : ''} (- missing there, + only there, ~ other):`,
    describeDifferences(differences),
    ...(sql.length > 0
      ? [`${isPart ? 'A migration to write, as far as simple statements go' : 'The migration to write'}:`]
      : []),
    ...sql.map((statement) => `    ${statement.replaceAll('\n', '\n    ')};`),
  ];
  const place = culprit ? { path: culprit.path, ...culprit.location } : {};
  return findingOf({
    severity: 'error',
    check: 'upgrade',
    code: 'UPGRADE_DIFFERS',
    message: lines.join('\n'),
    ids: culprit ? [culprit.id] : [],
    ...place,
    ...(culprit && { hint: adviceOn(culprit.how) }),
  });
}

function describeHow(how: Culprit['how']): string {
  switch (how) {
    case 'edited':
      return 'the edited script does not change what is there already';
    case 'deleted':
      return 'what the deleted script made stays';
    case 'not-repeated':
      return 'the script ran before the new migrations, and does not run again since it was not edited';
    case 'migration':
      return 'the migration works on something else there, or in another order';
    default:
      return assertNever(how);
  }
}

function adviceOn(how: Culprit['how']): string {
  switch (how) {
    case 'edited':
      return 'Write a migration with these statements: `nx g @pgrestify/nx:migration <name>`. It must also run in a fresh database: IF NOT EXISTS, IF EXISTS.';
    case 'deleted':
      return 'Write a migration that drops what it made, with IF EXISTS.';
    case 'not-repeated':
      return 'Edit the script, or begin it with `-- pgrestify: run always`, so that it runs after them; or write a migration with these statements.';
    case 'migration':
      return 'Give the migration a name that comes after those of the base, or let it make the same of both.';
    default:
      return assertNever(how);
  }
}
