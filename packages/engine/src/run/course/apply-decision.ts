import { type RunPlanOptions, type RunReport, runPlan } from '../../apply/run-plan';
import type { Blocker } from '../../events';
import type { LockedStore } from '../../history/store';
import type { CommandPorts } from '../command';
import type { Decision } from '../decide/decide';
import { describeReset } from '../decide/describe-reset';
import type { RunRequest } from '../run-request';

/** Does what was decided: the reset, and then the steps. */
export async function applyDecision(
  decided: Decision,
  locked: LockedStore,
  request: RunRequest,
  ports: CommandPorts,
): Promise<RunReport> {
  if (decided.guarded.reset === 'reset') await reset(decided, locked, request, ports);
  const { clock, reporter, signal, trace, onlooker } = ports;
  const told = { ...(trace && { trace }), ...(onlooker && { onlooker }) };
  const runPorts = { store: locked, clock, reporter, signal, ...told };
  return request.record ? request.record(decided.plan, runPorts) : runPlan(decided.plan, optionsOf(request), runPorts);
}

/** The run begins from nothing, as its plan does. */
async function reset(
  { contents, facts }: Decision,
  locked: LockedStore,
  { settings }: RunRequest,
  { clock, reporter, signal }: CommandPorts,
): Promise<void> {
  // Longer than for a table in use: what waits behind the reset is going to be dropped.
  const lockTimeoutMs = settings.migrations.lockRetryForMs;
  const onBlocked = (blockers: readonly Blocker[]) =>
    reporter.report({ type: 'reset-waiting', at: clock.now(), blockers });
  await locked.reset({ lockTimeoutMs, onBlocked, signal });
  reporter.report({ type: 'database-reset', at: clock.now(), dropped: describeReset(contents, facts.history) });
}

function optionsOf({ settings, onFailure }: RunRequest): RunPlanOptions {
  const { project, migrations } = settings;
  const { lockTimeoutMs, lockRetryForMs, statementTimeoutMs, concurrentTimeoutMs, zeroDowntime } = migrations;
  return {
    lockWaits: zeroDowntime ? 'brief' : 'usual',
    lockTimeoutMs,
    lockRetryForMs,
    statementTimeoutMs,
    ...(concurrentTimeoutMs !== undefined && { concurrentTimeoutMs }),
    onFailure,
    project,
  };
}
