import type { ParsedScript } from '../../migrations/migration';
import type { Plan } from '../../plan/plan';
import { describeMode } from '../../plan/steps/describe-mode';
import type { CommandPorts } from '../command';
import type { Decision } from '../decide/decide';
import { describeReset } from '../decide/describe-reset';
import type { RunRequest } from '../run-request';
import { noticeMajor } from '../server-major';

/** Says what is to be known of a decision before anybody is asked: notices, and the steps of what changes history alone. */
export function reportDecision({ plan, facts }: Decision, { settings, record }: RunRequest, ports: CommandPorts): void {
  const { clock, reporter } = ports;
  for (const notice of [...plan.notices, ...noticeMajor(settings, facts.history)]) {
    reporter.report({ type: 'notice-raised', at: clock.now(), ...notice });
  }
  if (record) reportSteps(plan, ports);
}

/** Says what a dry run would do. */
export function reportDryRun(decided: Decision, { record }: RunRequest, ports: CommandPorts): void {
  const { clock, reporter } = ports;
  const { backup, guarded, contents, facts, plan } = decided;
  if (backup.kind === 'planned') {
    reporter.report({ type: 'backup-planned', at: clock.now(), ...backup.plan });
  }
  if (guarded.reset === 'reset') {
    const dropped = describeReset(contents, facts.history);
    reporter.report({ type: 'reset-planned', at: clock.now(), dropped });
  }
  if (!record) reportSteps(plan, ports);
}

/** More than this of a script is not printed by a dry run. */
const maxShownBytes = 64 * 1024;

function reportSteps(plan: Plan, ports: CommandPorts): void {
  reportHooks(plan, ports);
  const { reporter, clock } = ports;
  for (const { id, action, path, script, change } of plan.steps) {
    // What changes history alone runs nothing of its script.
    const run = change ? undefined : script;
    const sql = shownSql(run);
    const changes = change && { change: change.summary };
    const mode = run?.mode ?? 'none';
    const how = run && describeMode(run);
    const about = { ...(how !== undefined && { how }), ...changes };
    reporter.report({ type: 'step-planned', at: clock.now(), id, action, path, mode, sql, ...about });
  }
}

/** Those that run within steps, each once: all steps have the same. */
function reportHooks({ steps }: Plan, { reporter, clock }: CommandPorts): void {
  for (const name of ['beforeEach', 'afterEach'] as const) {
    const hooks = steps.flatMap((step) => step.hooks?.[name] ?? []);
    const [hook] = hooks;
    if (!hook) continue;
    const { path } = hook.script;
    const about = { path, scripts: hooks.length, sql: shownSql(hook) };
    reporter.report({ type: 'hook-planned', at: clock.now(), name, ...about });
  }
}

function shownSql(parsed: ParsedScript | undefined): string | undefined {
  const text = parsed?.script.text;
  return text && text.length <= maxShownBytes ? text.toString('utf8') : undefined;
}
