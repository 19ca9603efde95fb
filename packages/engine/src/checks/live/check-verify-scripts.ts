import { describeError } from '../../apply/failures/describe-error';
import { EngineError } from '../../errors';
import type { History } from '../../history/history';
import type { StepTimeouts } from '../../history/store';
import type { MigrationSet, ParsedScript, VersionedMigration } from '../../migrations/migration';
import { scriptStep } from '../../plan/steps/script-step';
import { type Finding, findingOfError } from '../finding';
import type { Parse } from '../scripts/check-scripts';
import { checkVerify } from '../scripts/check-verify';
import type { LiveDatabase } from './live-database';

/** What running verify.sql scripts needs. */
export interface VerifyContext {
  readonly set: MigrationSet;
  readonly parse: Parse;
  readonly live: LiveDatabase;
  readonly timeouts: StepTimeouts;
}

/**
 * Runs the verify.sql of each applied migration in a transaction that is rolled back; one fails by raising an error. A
 * script that would end that transaction is refused by name. All are run, whatever the others find.
 */
export async function checkVerifyScripts(history: History, context: VerifyContext): Promise<readonly Finding[]> {
  const applied = new Set(history.rows.filter(({ outcome }) => outcome === 'applied').map(({ id }) => id));
  const findings: Finding[] = [];
  for (const migration of context.set.versioned) {
    if (applied.has(migration.id)) findings.push(...(await runVerify(migration, context)));
  }
  return findings;
}

async function runVerify(
  migration: VersionedMigration,
  { parse, live, timeouts }: VerifyContext,
): Promise<readonly Finding[]> {
  const path = `${migration.path}/verify.sql`;
  try {
    const script = migration.verify();
    if (!script) return [];
    const parsed = parse(script);
    const refused = checkVerify(parsed, migration.id);
    if (refused.length > 0) return refused.map((finding) => ({ ...finding, check: 'verify-scripts' }));
    await live.tryScript(scriptStep(migration, parsed), { ...timeouts, ...timeoutsOf(parsed) });
    return [];
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const as = error.code === 'STEP_FAILED' ? ({ code: 'VERIFY_FAILED' } as const) : {};
    return [findingOfError('verify-scripts', describeError(error), { id: migration.id, path }, as)];
  }
}

function timeoutsOf({ script }: ParsedScript): Partial<StepTimeouts> {
  const { lockTimeoutMs, statementTimeoutMs } = script.directives;
  return {
    ...(lockTimeoutMs !== undefined && { lockTimeoutMs }),
    ...(statementTimeoutMs !== undefined && { statementTimeoutMs }),
  };
}
