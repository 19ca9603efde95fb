import { join } from 'node:path';
import type { Settings } from '../config/settings';
import type { History } from '../history/history';
import type { HistoryStore } from '../history/store';
import { readMigrationSet } from '../migrations/folders/read-migration-set';
import type { AppliedChecksums } from '../migrations/folders/read-versioned';
import type { MigrationSet, ParsedScript, Script } from '../migrations/migration';
import { rememberScripts, type ScriptFiles } from '../migrations/script/remember-scripts';
import { splitLargeScript } from '../migrations/units/large-script';
import { parseScript } from '../migrations/units/parse-script';
import { deriveStatuses } from '../plan/derive-statuses';
import type { RequirementsMet } from '../plan/plan-input';
import { collectRequirements } from '../plan/requirements/requirements';
import type { SqlFiles } from '../ports';
import type { CommandPorts } from './command';

/** What a run has read and split: it plans twice, and does neither again to a script that is as it was. */
interface Known {
  readonly files: ScriptFiles;
  readonly parsed: WeakMap<Script, ParsedScript>;
}

/** By the files of a run, which are its own. */
const knownOf = new WeakMap<SqlFiles, Known>();

function remember(files: SqlFiles): Known {
  const known = knownOf.get(files) ?? { files: rememberScripts(files), parsed: new WeakMap() };
  knownOf.set(files, known);
  return known;
}

/** Files of a run that remember the scripts that it has read. */
export function scriptFiles(files: SqlFiles): ScriptFiles {
  return remember(files).files;
}

/** All scripts of the project of these settings; for `applied` see `readMigrationSet`. */
export function readProject(settings: Settings, files: SqlFiles, applied?: AppliedChecksums): MigrationSet {
  const { workspacePath, sqlPath, migrationsPath } = settings;
  return readMigrationSet(scriptFiles(files), { workspacePath, sqlPath, migrationsPath }, applied);
}

/** What history has as applied, for a run that asks of it only whether it was edited. */
export function appliedChecksums({ rows }: History): AppliedChecksums {
  return new Map(rows.flatMap(({ id, outcome, checksum }) => (outcome === 'applied' ? [[id, checksum] as const] : [])));
}

/** Splits a script; one over 8 MB is read for it, so that what is wrong in it is known before anything runs. */
export function scriptParser(settings: Settings, files: SqlFiles): (script: Script) => ParsedScript {
  const { parsed } = remember(files);
  return (script) => {
    const split = parsed.get(script) ?? parse(script, settings, files);
    parsed.set(script, split);
    return split;
  };
}

function parse(script: Script, { workspacePath }: Settings, files: SqlFiles): ParsedScript {
  const parsed = parseScript(script);
  if (parsed.mode !== 'batches') return parsed;
  const { problems, openCopy } = splitLargeScript(files.pieces(join(workspacePath, script.path)), script.directives);
  return { ...parsed, problems, ...(openCopy && { openCopy }) };
}

/**
 * Which requirements of pending scripts are met: one question to the database for each. What `planned` says, if anything,
 * is asked only when one is not.
 */
export async function lookUpRequirements(
  set: MigrationSet,
  history: History,
  settings: Settings,
  ports: RequirementPorts,
  planned?: () => Promise<RequirementsMet>,
): Promise<RequirementsMet> {
  const met = new Set<string>();
  let isAllMet = true;
  for (const { project, version } of collectRequirements(deriveStatuses(set, history))) {
    const key = `${project}:${version}`;
    if (project === settings.project || met.has(key)) continue;
    if (await isMet(project, version, ports)) met.add(key);
    else isAllMet = false;
  }
  const isPlanned = isAllMet ? undefined : await planned?.();
  return (project, version) => met.has(`${project}:${version}`) || (isPlanned?.(project, version) ?? false);
}

/** Where requirements are looked up: in the database of the run, else in the other project's. */
type RequirementPorts = Pick<CommandPorts, 'isAppliedElsewhere'> & { readonly store: Pick<HistoryStore, 'isApplied'> };

async function isMet(
  project: string,
  version: string,
  { store, isAppliedElsewhere }: RequirementPorts,
): Promise<boolean> {
  return (await store.isApplied(project, version)) || ((await isAppliedElsewhere?.(project, version)) ?? false);
}
