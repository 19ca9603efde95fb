import { CheckRun } from '../../checks/check-run';
import type { Finding } from '../../checks/finding';
import type { MeasuredRules } from '../../checks/lint/judge-measured';
import { chooseMajors, listMajors } from '../../checks/majors/choose-majors';
import { type MajorLocks, mergeLocks } from '../../checks/majors/merge-locks';
import { type MajorChecks, mergeMajors } from '../../checks/majors/merge-majors';
import { explainMissingMajor } from '../../checks/majors/why-major';
import type { CorrectedRule, MeasuredLock } from '../../checks/measured-lock';
import { checkFiles } from '../../checks/scripts/check-files';
import { checkScripts } from '../../checks/scripts/check-scripts';
import type { MigrationLocks } from '../../checks/shadow/locks/migration-locks';
import { type Release, tellLocks } from '../../checks/shadow/locks/tell-locks';
import type { ValidateResult } from '../../checks/validate-result';
import { projectPathOf } from '../../config/project-path';
import type { Settings } from '../../config/settings';
import type { MigrationSet } from '../../migrations/migration';
import type { CommandPorts } from '../../run/command';
import { lookAtHooks, openProject, type ProjectFiles, type ProjectReader } from '../../run/facts/project-files';
import { type AgainstBase, openBase } from './against-base';
import { majorRequest } from './shadow-of-files';
import type { ValidateOptions } from './validate.options';
import { shadowChecksOf, validateOnShadow } from './validate-shadow';

/**
 * Checks the files of a project: first by themselves, and when nothing in them stops a run, on a shadow of each major that
 * its environments have. No database of the user's is connected to.
 */
export async function validateFiles(
  settings: Settings,
  { base, filesOnly }: Pick<ValidateOptions, 'base' | 'filesOnly'>,
  ports: CommandPorts,
  reader: ProjectReader = openProject(settings, ports.files),
): Promise<ValidateResult> {
  const { clock, reporter, files } = ports;
  const { project, environment } = settings;
  const what = filesOnly ? 'files' : 'files-and-shadow';
  const start = clock.monotonicMs();
  const request = await majorRequest(settings, ports);
  const { majors, findings: ofMajors } = chooseMajors(request);
  const shadows = majors.length === 1 ? 'a shadow' : 'shadows';
  const database = what === 'files' ? 'none' : `${shadows} of PostgreSQL ${listMajors(majors)}`;
  reporter.report({ type: 'run-started', at: clock.now(), command: 'validate', project, environment, database });
  const { set, parse } = reader.read();
  const { problems: ofHooks } = lookAtHooks(settings, files);
  const shadowChecks = shadowChecksOf(settings.hooks);
  const checks = new CheckRun(ports);
  let measured: readonly MeasuredLock[] | undefined;
  let corrected: readonly CorrectedRule[] | undefined;
  await checks.check('files', () => ({ findings: checkFiles([...set.problems, ...ofHooks]) }));
  await checks.check('scripts', () => ({ findings: checkScripts(set, parse, settings.migrations) }));
  const canRun = checks.outcome === 'succeeded';
  const against = openBase(ports.base?.(base), set, settings);
  // What is found there concerns the merge: it keeps nothing from being tried.
  if (against.check) await checks.check('merge', against.check);
  await checks.check('lint', () => lintFiles({ set, parse }, against, majors, settings, what));
  if (what === 'files-and-shadow' && !canRun) checks.skip(['shadow', ...shadowChecks]);
  else if (what === 'files-and-shadow' && hasScripts(set)) {
    const runs: (MajorChecks & MajorLocks & { readonly all: readonly MigrationLocks[] })[] = [];
    for (const major of majors) {
      const ofMajor = new CheckRun(ports, majors.length > 1 ? { postgres: major } : {});
      // What is found in the schema is the same on each of them.
      const names = shadowChecks.filter((name) => name !== 'state' || major === majors.at(-1));
      const scripts = { project, set, parse, base: against.scripts };
      const { idle, locks } = await validateOnShadow(scripts, names, major, settings, ports, ofMajor);
      checks.withdraw(({ code, ids }) => missesDown.has(code) && ids.every((id) => idle.includes(id)));
      const findings = ofMajor.findings.map((finding) => explainMissingMajor(finding, major, request));
      runs.push({
        major,
        reports: ofMajor.reports,
        findings,
        locks: tellLocks(locks, deployedWith(set, against)),
        all: locks,
      });
    }
    checks.take(mergeMajors(runs));
    checks.withdraw(isToldByShadow(checks.findings));
    measured = mergeLocks(runs);
    corrected = judgeRules({ set, parse, locks: measured, runs: runs.map(({ all }) => all) }, settings, checks);
    checks.take({ reports: [], findings: ofMajors });
  }
  const { outcome, findings, reports } = checks;
  const durationMs = Math.round(clock.monotonicMs() - start);
  const about = { command: 'validate', project, environment, tables: [], differences: [] } as const;
  const told = {
    ...(what !== 'files' && { postgres: majors }),
    ...(measured && { locks: measured }),
    ...(corrected && { correctedRules: corrected }),
  };
  return { ...about, outcome, ...told, checks: reports, findings, durationMs };
}

/** What a grammar does not know a server has refused in its own words, or it has run. */
function isToldByShadow(findings: readonly Finding[]): (finding: Finding) => boolean {
  const refused = new Set(
    findings.filter(({ code, severity }) => code !== 'LINT' && severity === 'error').map(({ path }) => path),
  );
  return ({ rule, path }) => rule === 'unknown-syntax' && refused.has(path);
}

/** What the linter finds. Loaded here, with its grammar: no other command needs them. */
function lintFiles(
  { set, parse }: Pick<ProjectFiles, 'set' | 'parse'>,
  { isOnBase }: AgainstBase,
  majors: readonly number[],
  settings: Settings,
  what: 'files' | 'files-and-shadow',
): Promise<{ readonly findings: readonly Finding[] }> {
  const { checkLint } = require('../../checks/lint/check-lint') as typeof import('../../checks/lint/check-lint');
  const { lint, migrations } = settings;
  const { lockTimeoutMs } = migrations;
  const base = isOnBase && { isOnBase };
  return checkLint({
    set,
    parse,
    lint,
    projectPath: projectPathOf(settings),
    lockTimeoutMs,
    majors,
    judges: what,
    ...base,
  });
}

interface Measured extends Pick<ProjectFiles, 'set' | 'parse'>, Pick<MeasuredRules, 'runs' | 'locks'> {}

/** Where rules and the shadows differ, these hold. */
function judgeRules(
  { set, parse, runs, locks }: Measured,
  settings: Settings,
  checks: CheckRun,
): readonly CorrectedRule[] {
  const { judgeMeasured } =
    require('../../checks/lint/judge-measured') as typeof import('../../checks/lint/judge-measured');
  const { openSeverities } = require('../../checks/lint/severities') as typeof import('../../checks/lint/severities');
  const ups = new Map(set.versioned.map(({ up }) => [up.path, up]));
  const severityOf = openSeverities(settings.lint, projectPathOf(settings));
  const scriptOf = (path: string) => {
    const up = ups.get(path);
    return up && parse(up);
  };
  const judged = judgeMeasured({ findings: checks.findings, runs, locks, scriptOf, severityOf });
  checks.withdraw(judged.isRefuted);
  checks.take({ reports: [], findings: judged.found });
  return judged.corrected;
}

/** A branch is deployed at once; where nothing tells what is new, each migration may be. */
function deployedWith({ versioned }: MigrationSet, { isOnBase }: AgainstBase): Release {
  if (!isOnBase) return { kind: 'apart' };
  return { kind: 'together', ids: new Set(versioned.filter(({ up }) => !isOnBase(up.path)).map(({ id }) => id)) };
}

/** What is said of a down by the files alone; an up that changes nothing needs none. */
const missesDown: ReadonlySet<Finding['code']> = new Set(['DOWN_MISSING', 'DOWN_EMPTY']);

function hasScripts({ before, versioned, after, testData }: MigrationSet): boolean {
  return [before, versioned, after, testData].some((files) => files.length > 0);
}
