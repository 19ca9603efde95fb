import type { Settings } from '../../config/settings';
import type { History, HistoryEvent } from '../../history/history';
import type { FileProblem } from '../../migrations/migration';
import { deriveStatuses } from '../../plan/derive-statuses';
import type { MigrationStatus, Notice } from '../../plan/plan';
import { noticeNewServer } from '../../plan/refusals/notice-server';
import { noticeOtherNames } from '../../plan/refusals/other-name';
import { type GoneRequirement, noticeGone } from '../../plan/requirements/gone-requirements';
import { describeModes } from '../../plan/steps/describe-modes';
import type { CommandPorts } from '../../run/command';
import { readProject } from '../../run/facts/project-files';
import { deriveWith, readersOf } from '../../run/facts/read-answers';
import { refuseStamps } from '../../run/guards/guard-stamp';
import type { GuardedRun } from '../../run/guards/guarded-run';
import { noticeForeignStamp } from '../../run/guards/run-guards';
import { noticeMajor } from '../../run/server-major';
import { checkOptions } from '../options/check-options';
import { lookUpGone } from '../other-projects/look-up-gone';
import { lookUpOtherNames } from '../other-projects/look-up-other-names';
import { parseSince } from './parse-since';
import { type StatusOptions, statusOptions } from './status.options';
import { deriveUnsettled, type Unsettled } from './unsettled';

/** What status found: every known script in the order of a fresh run, and the events that were asked for. */
export interface StatusResult {
  readonly outcome: 'succeeded' | 'failed';
  readonly project: string;
  readonly environment: string;
  readonly database: string;
  /** True when the database does not exist, and migrate would create it. */
  readonly databaseMissing: boolean;
  /** Version, or else id, of the newest applied migration; undefined when none is applied. */
  readonly current: string | undefined;
  readonly migrations: readonly MigrationStatus[];
  /** How each script runs that the next migrate runs, where that is not simply one transaction, by its id. */
  readonly modes: ReadonlyMap<string, string>;
  readonly problems: readonly FileProblem[];
  /** What `--check` fails for, whether or not it was asked for; what is wrong first. */
  readonly unsettled: readonly Unsettled[];
  /** What applied scripts require, and is applied no more. */
  readonly requirementsGone: readonly GoneRequirement[];
  /** Stamps of other environments in the database and requirements that are gone, each a warning. */
  readonly notices: readonly Notice[];
  /** Newest first; empty unless history or logs were asked for. */
  readonly events: readonly HistoryEvent[];
}

/** What `--check` asks the stamp for. */
const nextMigrate: GuardedRun = { effect: 'additive', reset: 'none', testData: 'none', confirm: undefined };

/** How many events are shown. */
const maxEvents = 1_000;

/**
 * State of every migration of a project in one environment. Reads files and history; writes nothing, creates nothing,
 * takes no lock and waits for none. Ends as `failed` only with `check`. Throws the errors of connecting and
 * OPTION_INVALID.
 */
export async function status(settings: Settings, options: StatusOptions, ports: CommandPorts): Promise<StatusResult> {
  checkOptions(statusOptions, options, settings);
  const { store, files, clock } = ports;
  const since = parseSince(options.since, clock);
  const { set } = readProject(settings, files);
  const history = await store.read();
  const statuses = deriveStatuses(set, history);
  // Test data that no run would apply is nobody's concern.
  const { includeTestData } = settings.migrations;
  const migrations = statuses.filter(({ phase, row }) => phase !== 'test-data' || includeTestData || row !== undefined);
  const { names, gone, unknown } = await lookUpOthers(settings, history, statuses, ports);
  const events =
    options.history || options.logs ? await store.readEvents({ limit: maxEvents, ...(since && { since }) }) : [];
  // The gate of a run: whether the next migrate would be refused for the database that answers.
  const isElsewhere = refuseStamps(settings, history, [], nextMigrate).length > 0;
  const stamp = isElsewhere ? 'of-another-environment' : 'right';
  const unsettled = deriveUnsettled({ migrations, problems: set.problems, gone, stamp });
  return {
    outcome: options.check && unsettled.length > 0 ? 'failed' : 'succeeded',
    project: settings.project,
    environment: settings.environment,
    database: store.description,
    databaseMissing: history.wasMissing ?? false,
    current: currentVersion(migrations),
    migrations,
    modes: describeModes(migrations),
    problems: set.problems,
    unsettled,
    requirementsGone: gone,
    notices: [
      ...noticeNewServer(history),
      ...noticeForeignStamp(settings, history),
      ...noticeMajor(settings, history),
      ...noticeGone(gone),
      ...noticeOtherNames(names),
      ...unknown,
    ],
    // Only the log has what went wrong; the history is of what was done.
    events: options.logs ? events : events.filter(({ action }) => action !== 'run'),
  };
}

/** What of other projects concerns this one. */
async function lookUpOthers(
  settings: Settings,
  history: History,
  statuses: readonly MigrationStatus[],
  ports: CommandPorts,
) {
  const { value } = await deriveWith({}, readersOf(ports), (known) => {
    const { gone, notices: unknown } = lookUpGone(settings, history, statuses, 'everywhere', known);
    return { names: lookUpOtherNames(settings, history, statuses, known), gone, unknown };
  });
  return value;
}

/** Newest applied migration in version order: its version as written, or its id when it has none. */
function currentVersion(migrations: readonly MigrationStatus[]): string | undefined {
  const applied = migrations.filter(({ kind, row }) => kind === 'versioned' && row?.outcome === 'applied');
  const numbered = applied.filter(({ version }) => version !== undefined);
  const newest = numbered.at(-1) ?? applied.at(-1);
  return newest && (newest.version?.text ?? newest.id);
}
