import { join } from 'node:path';
import type { Settings } from '../config/settings';
import type { History } from '../history/history';
import type { HistoryStore } from '../history/store';
import { splitLargeScript } from '../migrations/large-script';
import type { MigrationSet, ParsedScript, Script } from '../migrations/migration';
import { parseScript } from '../migrations/parse-script';
import { readMigrationSet } from '../migrations/read-migration-set';
import { deriveStatuses } from '../plan/derive-statuses';
import type { RequirementsMet } from '../plan/plan-input';
import { collectRequirements } from '../plan/requirements';
import type { SqlFiles } from '../ports';
import type { CommandPorts } from './command';

/** All scripts of the project of these settings. */
export function readProject(settings: Settings, files: SqlFiles): MigrationSet {
  const { workspacePath, sqlPath, migrationsPath } = settings;
  return readMigrationSet(files, { workspacePath, sqlPath, migrationsPath });
}

/** Splits a script; one over 8 MB is read for it, so that what is wrong in it is known before anything runs. */
export function scriptParser(settings: Settings, files: SqlFiles): (script: Script) => ParsedScript {
  return (script) => {
    const parsed = parseScript(script);
    return parsed.mode === 'batches' ? { ...parsed, ...readLarge(script, settings, files) } : parsed;
  };
}

type LargeReading = Pick<ParsedScript, 'problems' | 'openCopy'>;

/** What was found in scripts over 8 MB: a run plans twice, and reads such a script only once for it unless it changed. */
const found = new WeakMap<SqlFiles, Map<string, LargeReading>>();

function readLarge(script: Script, settings: Settings, files: SqlFiles): LargeReading {
  const { path, checksum, directives } = script;
  const known = found.get(files) ?? new Map<string, LargeReading>();
  found.set(files, known);
  const key = `${checksum} ${path}`;
  const { problems, openCopy } =
    known.get(key) ?? splitLargeScript(files.pieces(join(settings.workspacePath, path)), directives);
  const reading: LargeReading = { problems, ...(openCopy && { openCopy }) };
  known.set(key, reading);
  return reading;
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
