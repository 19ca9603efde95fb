import type { MigrationSettings } from '../../config/settings';
import type { ParsedScript } from '../../migrations/migration';
import { namedObjects } from '../../migrations/units/named-objects';
import type { Step } from '../../plan/plan';
import type { Session } from '../../postgres/session/session';
import type { SeedNames } from '../../seed/catalog/catalog-sql';
import type { SeverityOf } from '../lint/severities';
import { mayTouchRows } from './may-touch-rows';
import { type RowsTrial, tryOnRows } from './rows-trial';

/** Which migrations are tried on rows, and with what. */
export interface RowsPlan {
  /** Whether a migration is: one that is applied wherever the base is deployed has met its rows. */
  readonly tries: (id: string) => boolean;
  /** Scripts of test data, in their order. */
  readonly testData: readonly ParsedScript[];
  readonly timeouts: Pick<MigrationSettings, 'statementTimeoutMs'>;
  /** What the config makes of a rule. */
  readonly severityOf: SeverityOf;
}

/** Where a script can be tried. */
export type WithSession = <T>(body: (session: Session) => Promise<T>) => Promise<T>;

/**
 * Tries a migration on rows, on a shadow on which it is not applied yet; the shadow is the same afterwards. Undefined: it
 * is not to be tried, does not look at rows, or concerns no table that is there. What is not one transaction is not tried.
 */
export async function checkOnRows(
  up: Step,
  down: Step | undefined,
  plan: RowsPlan,
  withSession: WithSession,
): Promise<RowsTrial | undefined> {
  const scripts = [up.script, down?.script].filter((script) => script !== undefined);
  if (!plan.tries(up.id) || !scripts.some(mayTouchRows)) return undefined;
  if (up.script?.mode !== 'transactional') return undefined;
  const undo = down?.script?.mode === 'transactional' ? down : undefined;
  const testData = plan.testData.filter(({ mode }) => mode === 'transactional');
  const { statementTimeoutMs } = plan.timeouts;
  const options = { up, down: undo, names: namesIn(scripts), testData, statementTimeoutMs };
  return withSession((session) => tryOnRows(session, options));
}

/** Of a schema that is dropped all tables are concerned. */
function namesIn(scripts: readonly ParsedScript[]): SeedNames {
  const objects = scripts.flatMap(namedObjects);
  const names = objects.filter(({ schema }) => schema === undefined).map(({ name }) => name);
  const qualified = objects.flatMap(({ schema, name }) => (schema === undefined ? [] : [`${schema}.${name}`]));
  const unique = [...new Set(names)];
  return { names: unique, qualified: [...new Set(qualified)], schemas: scripts.some(dropsSchema) ? unique : [] };
}

function dropsSchema({ statements }: ParsedScript): boolean {
  return statements.some(({ words }) => words[0] === 'DROP' && words[1] === 'SCHEMA');
}
