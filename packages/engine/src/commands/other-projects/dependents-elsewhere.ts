import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import { isRequirementMet } from '../../history/requirement';
import type { HistoryStore } from '../../history/store';
import type { MigrationSet } from '../../migrations/migration';
import { deriveStatuses } from '../../plan/derive-statuses';
import type { MigrationStatus } from '../../plan/plan';
import type { Dependent, Dependents, UnknownDependents } from '../../plan/requirements/dependents';
import { directivesOf } from '../../plan/requirements/requirements';

/** What is needed of other projects to know what they require. */
export interface OtherProjects {
  /** Those of the workspace that depend on this one. */
  readonly names: readonly string[];
  readonly settingsOf: (project: string) => Promise<Settings | undefined>;
  /** Whether the settings mean the database of the run, where history was read already. */
  readonly isHere: (settings: Settings) => boolean;
  readonly readSet: (settings: Settings) => MigrationSet;
  readonly withStore: <T>(settings: Settings, body: (store: HistoryStore) => Promise<T>) => Promise<T>;
}

/**
 * Applied scripts of projects in other databases that require one of the undone migrations. Files are read first: only a
 * project whose files require one of them has its database asked. Reads only.
 */
export async function readDependentsElsewhere(
  project: string,
  undone: readonly MigrationStatus[],
  others: OtherProjects,
): Promise<Dependents> {
  const known: Dependent[] = [];
  const unknown: UnknownDependents[] = [];
  const versions = undone.map(({ id, version }) => ({ id, version: version?.text }));
  for (const name of others.names) {
    try {
      known.push(...(await dependentsOf(name, project, versions, others)));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      // Without that environment it has nothing that could require anything.
      if (error.code !== 'ENVIRONMENT_UNKNOWN') unknown.push({ project: name, why: `${error.code}: ${error.message}` });
    }
  }
  return { known, unknown };
}

async function dependentsOf(
  name: string,
  project: string,
  undone: Parameters<typeof isRequirementMet>[1],
  { settingsOf, isHere, readSet, withStore }: OtherProjects,
): Promise<readonly Dependent[]> {
  const settings = await settingsOf(name);
  if (!settings || isHere(settings)) return [];
  const set = readSet(settings);
  const requiring = deriveStatuses(set, noHistory).flatMap((status) => {
    const requires = directivesOf(status).requires.filter(
      (requirement) => requirement.project === project && isRequirementMet(requirement.version, undone),
    );
    return requires.length > 0 ? [{ id: status.id, requires }] : [];
  });
  if (requiring.length === 0) return [];
  const { rows, stamp } = await withStore(settings, (store) => store.read());
  const applied = new Set(rows.map(({ id }) => id));
  return requiring
    .filter(({ id }) => applied.has(id))
    .map((each) => ({
      ...each,
      project: name,
      environment: stamp?.environment ?? settings.environment,
      database: 'other' as const,
    }));
}

const noHistory = { exists: false, rows: [], stamp: undefined, hasUserTables: false } as const;
