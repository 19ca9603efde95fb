import { CheckRun } from '../../checks/check-run';
import { type Finding, findingOf, hasErrors } from '../../checks/finding';
import { chooseMajors } from '../../checks/majors/choose-majors';
import { checkFiles } from '../../checks/scripts/check-files';
import { checkScripts } from '../../checks/scripts/check-scripts';
import { applyProjectFiles } from '../../checks/shadow/apply-files';
import { checkRequirements } from '../../checks/shadow/requirements/required-projects';
import type { ShadowRun } from '../../checks/shadow/shadow-run';
import { ValidatedPrefix } from '../../checks/shadow/validated-prefix';
import { typesPathFor } from '../../config/config-file-names';
import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import type { TypesFile } from '../../ports';
import { catalogFactsSql } from '../../postgres/catalog/catalog-facts-sql';
import type { CommandPorts } from '../../run/command';
import { readProject } from '../../run/facts/project-files';
import { describeTypes } from '../../types/output/describe-types';
import type { TypesFormat } from '../../types/output/types-format';
import { readApi } from '../../types/read-api';
import {
  type FilesToRun,
  majorRequest,
  openPlannedShadow,
  type PlannedShadow,
  planShadow,
} from '../validate/shadow-of-files';
import { isKnownCurrent, keyOfTypes, sameText } from './remembered-types';

/** What is asked for. */
export interface TypesRequest {
  readonly format: TypesFormat;
  /** The command that makes the file, for its first line. */
  readonly command: string;
}

/** The types that a project's files make, and the file that they belong in. Nothing of them is written yet. */
export interface MadeTypes {
  readonly file: TypesFile;
  readonly checks: CheckRun;
  /** The major of the shadow. */
  readonly major: number;
  /** See `keyOfTypes`; undefined when the files are not fit to be run. */
  readonly key: string | undefined;
  /** `current`: the file is these types; `other`: it is not, or is not there; `unknown`: a finding says why. */
  readonly state: { readonly kind: 'current' | 'unknown' } | { readonly kind: 'other'; readonly text: string };
}

/**
 * Makes the types of a project from its files: on a shadow, unless an earlier run made the file as it is from the same
 * ones. Writes to the shadow alone.
 */
export async function makeTypes(settings: Settings, request: TypesRequest, ports: CommandPorts): Promise<MadeTypes> {
  const { clock, reporter } = ports;
  const { project, environment, types } = settings;
  const file = openFile(typesPathFor(request.format, types.path), ports);
  const major = Math.max(...chooseMajors(await majorRequest(settings, ports)).majors);
  const database = `a shadow of PostgreSQL ${major}`;
  reporter.report({ type: 'run-started', at: clock.now(), command: 'types', project, environment, database });
  const { set, parse } = readProject(settings, ports.files);
  const checks = new CheckRun(ports);
  const made = { file, checks, major };
  await checks.check('files', () => ({ findings: onlyErrors(checkFiles(set.problems)) }));
  await checks.check('scripts', () => ({ findings: onlyErrors(checkScripts(set, parse, settings.migrations)) }));
  if (checks.outcome === 'failed') return { ...made, key: undefined, state: { kind: 'unknown' } };
  const files = { project, set, parse };
  const plan = await planShadow(files, major, settings, ports);
  const subject = { ...request, path: file.path };
  const key = keyOfTypes({ ...subject, stateKey: plan.keys.at(-1), after: set.after, schemas: types.schemas });
  if (isKnownCurrent(file, key)) return { ...made, key, state: { kind: 'current' } };
  const text = await onShadow(files, plan, settings, ports, checks, async (run) => {
    const answer = readApi(await run.ask(catalogFactsSql(types.schemas)), types.schemas);
    return answer.kind === 'api' ? describeTypes(answer.api, subject) : schemaMissing(answer.missing, answer.present);
  });
  if (typeof text !== 'string') return { ...made, key, state: { kind: 'unknown' } };
  return { ...made, key, state: sameText(file.read(), text) ? { kind: 'current' } : { kind: 'other', text } };
}

function openFile(path: string, { typesFile }: CommandPorts): TypesFile {
  if (typesFile) return typesFile(path);
  throw new EngineError('NOT_BUILT_YET', 'These ports can write no file of types.', { hint: 'Give them `typesFile`.' });
}

/** Types are made of what runs: what only a rollback would meet is for `validate`. */
function onlyErrors(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ severity }) => severity === 'error');
}

/** Applies everything on a shadow and asks it; undefined when a finding says why that could not be done. */
async function onShadow(
  files: FilesToRun,
  plan: PlannedShadow,
  settings: Settings,
  ports: CommandPorts,
  checks: CheckRun,
  ask: (run: ShadowRun) => Promise<string | Finding>,
): Promise<string | undefined> {
  const { run } = await checks.check('shadow', () => openPlannedShadow(plan, settings, ports));
  if (!run) return undefined;
  try {
    const { keys, required } = plan;
    // Nothing is kept: that is for what was validated.
    const prefix = new ValidatedPrefix({ run, keys, clock: ports.clock, isSound: () => false });
    const context = { ...files, run, prefix };
    await checks.check('requirements', () => checkRequirements(context, required));
    if (hasErrors(checks.findings)) return undefined;
    await checks.check('migrations', async () => ({ findings: listOf(await applyProjectFiles(context)) }));
    if (hasErrors(checks.findings)) return undefined;
    const { text } = await checks.check('types', async () => {
      const answer = await ask(run);
      return typeof answer === 'string' ? { text: answer, findings: [] } : { text: undefined, findings: [answer] };
    });
    return text;
  } finally {
    await run.close();
  }
}

function listOf(finding: Finding | undefined): readonly Finding[] {
  return finding ? [finding] : [];
}

function schemaMissing(missing: readonly string[], present: readonly string[]): Finding {
  const names = missing.join(', ');
  const message = `types.schemas: after all migrations there is no schema ${names}; there are ${present.join(', ') || 'none'}.`;
  return findingOf({ severity: 'error', check: 'types', code: 'TYPES_SCHEMA_MISSING', message, ids: [] });
}
