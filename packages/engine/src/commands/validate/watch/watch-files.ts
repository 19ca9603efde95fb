import { join } from 'node:path';
import type { ValidateResult } from '../../../checks/validate-result';
import { configFileNames } from '../../../config/config-file-names';
import type { Settings } from '../../../config/settings';
import { EngineError } from '../../../errors';
import type { SqlFiles } from '../../../ports';
import type { CommandPorts } from '../../../run/command';
import { openProject, type ProjectReader } from '../../../run/facts/project-files';
import type { ValidateOptions } from '../validate.options';
import { validateFiles } from '../validate-files';

/** One check of a watch. */
export type WatchedCheck =
  | { readonly kind: 'result'; readonly result: ValidateResult }
  /** Nothing could be checked, as while the config is edited. */
  | { readonly kind: 'error'; readonly error: unknown; readonly durationMs: number };

/** Whoever looks on. */
export interface WatchOnlooker {
  /** A check begins. */
  onStart(): void;
  onEnd(check: WatchedCheck): void;
}

/** What is watched. */
export interface WatchedProject {
  readonly settings: Settings;
  /** The settings as the config has them now. Throws what is wrong with it. */
  readonly resolveSettings: () => Promise<Settings>;
  readonly options: ValidateOptions;
}

/**
 * `validate --files-only`, at once and after each change of the project's SQL, hooks or config, until the signal is aborted.
 * Only files that were written since are read and parsed again. Gives the last result. Throws
 * CANCELLED when there was none.
 */
export async function watchFiles(
  { settings: first, resolveSettings }: WatchedProject,
  ports: CommandPorts,
  { onStart, onEnd }: WatchOnlooker,
): Promise<ValidateResult> {
  if (!ports.openChanges) throw new EngineError('INTERNAL', 'No files can be watched here.');
  const changes = ports.openChanges();
  const { clock, files, signal } = ports;
  const read = rememberSettings(first, resolveSettings, files);
  let last: ValidateResult | undefined;
  try {
    changes.watch(watchedPaths(first));
    do {
      onStart();
      const start = clock.monotonicMs();
      try {
        const { settings, project, isNew } = await read.now();
        // The config may say other folders. Before they are read: what changes from here on is checked once more.
        if (isNew) changes.watch(watchedPaths(settings));
        last = await validateFiles(settings, { filesOnly: true }, { ...ports, reporter: silent }, project);
        onEnd({ kind: 'result', result: last });
      } catch (error) {
        if (signal.aborted) break;
        onEnd({ kind: 'error', error, durationMs: Math.round(clock.monotonicMs() - start) });
      }
    } while ((await changes.next(signal)) === 'changed');
    if (last) return last;
    throw new EngineError('CANCELLED', 'Interrupted before anything could be checked.');
  } finally {
    changes.close();
  }
}

const silent: CommandPorts['reporter'] = { report: () => {} };

/** Also those that are not there: they may come. */
function watchedPaths({ sqlPath, migrationsPath, hooks, projectRootPath }: Settings): readonly string[] {
  return [sqlPath, migrationsPath, ...Object.values(hooks), ...configPaths(projectRootPath)];
}

function configPaths(projectRootPath: string): readonly string[] {
  return configFileNames.map((name) => join(projectRootPath, name));
}

interface RememberedSettings {
  /** As they are now, with the files of the project, of which what was read is kept as long as the config stays. */
  now(): Promise<{ readonly settings: Settings; readonly project: ProjectReader; readonly isNew: boolean }>;
}

/** Resolves settings again when a config file was written since, or when the last time it could not be. */
function rememberSettings(first: Settings, resolve: () => Promise<Settings>, files: SqlFiles): RememberedSettings {
  const stateOf = () =>
    configPaths(first.projectRootPath)
      .map((path) => files.stamp(path)?.state ?? '')
      .join('\n');
  let settings = first;
  let project = openProject(first, files);
  let known: string | undefined = stateOf();
  return {
    now: async () => {
      const state = stateOf();
      if (state === known) return { settings, project, isNew: false };
      known = undefined;
      settings = await resolve();
      project = openProject(settings, files);
      known = state;
      return { settings, project, isNew: true };
    },
  };
}
