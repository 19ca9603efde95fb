import { errorCodeOf, type Finding } from '../../checks/finding';
import { findUnknownScripts } from '../../checks/live/expected-schema';
import { checkVerifyScript } from '../../checks/scripts/check-scripts';
import { madeExtensions } from '../../checks/shadow/made-extensions';
import type { ShadowRequest } from '../../checks/shadow/shadow';
import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import type { History } from '../../history/history';
import type { MigrationSet } from '../../migrations/migration';
import type { Refusal } from '../../plan/plan';
import type { CommandPorts } from '../../run/command';
import type { Examined } from '../../run/facts/questions';
import { readSetup } from '../../run/facts/setup-files';
import { liveOf, majorOf } from '../validate/check-live';
import { liveServerOf } from '../validate/open-shadow-run';

/**
 * What is known before the first step to keep `--verify` from being made after the last one: no shadow of the server's
 * major, a verify.sql that cannot run, an applied script whose text is known nowhere. Reads only.
 */
export async function refuseUnverifiable(
  settings: Settings,
  { plan, project, history }: Examined,
  ports: CommandPorts,
): Promise<readonly Refusal[]> {
  const { set, parse } = project;
  const applied = history.rows.filter(({ outcome }) => outcome === 'applied').map(({ id }) => id);
  const checked = new Set([...applied, ...plan.steps.filter(({ action }) => action === 'up').map(({ id }) => id)]);
  const scripts = set.versioned.filter(({ id }) => checked.has(id)).flatMap((each) => checkVerifyScript(each, parse));
  const ofPlan = plan.steps.flatMap(({ action, script }) => (action === 'up' && script ? madeExtensions(script) : []));
  const ofApplied = set.versioned
    .filter(({ id }) => applied.includes(id))
    .flatMap(({ up }) => madeExtensions(parse(up)));
  const extensions = [...new Set([...ofPlan, ...ofApplied])];
  return [
    ...scripts.filter(isFirstAtPlace).map(refuseFinding),
    ...(await refuseShadow(settings, { set, extensions }, history, ports)),
  ];
}

async function refuseShadow(
  settings: Settings,
  { set, extensions }: { readonly set: MigrationSet; readonly extensions: readonly string[] },
  history: History,
  ports: CommandPorts,
): Promise<readonly Refusal[]> {
  // A database that the run creates is asked under the lock, once it is there.
  if (history.wasMissing && !history.exists) return [];
  const live = liveOf(ports);
  try {
    readSetup(settings, ports.files);
    await ports.shadowServers?.find({ major: await majorOf(live), extensions, ...(await onOther(settings, ports)) });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return [refuse(error.code, `--verify needs a shadow of the server's major. ${error.message}`, error.hint)];
  }
  // What a reset drops is not looked for.
  if (history.rows.length === 0) return [];
  const unknown = await findUnknownScripts(await live.appliedScripts(), { project: settings.project, set, live });
  return unknown.filter(({ severity }) => severity === 'error').map(refuseFinding);
}

/** The server that it must not be on. */
async function onOther(settings: Settings, ports: CommandPorts): Promise<Pick<ShadowRequest, 'live'>> {
  const live = await liveServerOf(settings, ports);
  return live ? { live } : {};
}

/** What stands at one place is refused once, whatever it is wrong in. */
function isFirstAtPlace({ path, line, column }: Finding, index: number, all: readonly Finding[]): boolean {
  return all.findIndex((each) => each.path === path && each.line === line && each.column === column) === index;
}

function refuseFinding(finding: Finding): Refusal {
  const { path, line, column = 1, message, hint, ids } = finding;
  const place = path === undefined ? '' : line === undefined ? `${path}: ` : `${path}:${line}:${column}: `;
  return { ...refuse(errorCodeOf(finding), `${place}${message}`, hint), ids };
}

function refuse(code: Refusal['code'], message: string, hint = 'Correct what is named.'): Refusal {
  const way = `${hint.replace(/\.$/, '')}, or leave --verify out.`;
  return { code, message, ids: [], hint: way, waivedBy: '--no-verify' };
}
