import { join } from 'node:path';
import type { Settings } from '../../config/settings';
import type { History } from '../../history/history';
import { readMigrationSet } from '../../migrations/folders/read-migration-set';
import type { AppliedChecksums } from '../../migrations/folders/read-versioned';
import type { Hooks } from '../../migrations/hooks/hook';
import type { HookReading } from '../../migrations/hooks/read-hooks';
import type { MigrationSet, ParsedScript, Script } from '../../migrations/migration';
import { rememberScripts } from '../../migrations/script/remember-scripts';
import { splitLargeScript } from '../../migrations/units/large-script';
import { parseScript } from '../../migrations/units/parse-script';
import type { SqlFiles } from '../../ports';
import { type NamedFile, resolveNamedFile } from './named-file';

/** What is known of the files of a project. */
export interface ProjectFiles {
  readonly set: MigrationSet;
  /** Splits and classifies a script, each once. */
  readonly parse: (script: Script) => ParsedScript;
  /** Bytes of a script over 8 MB, in pieces. */
  readonly pieces: (script: Pick<Script, 'path'>) => Iterable<Buffer>;
  /** The script that `--file` names. */
  readonly named?: NamedFile;
}

/** What is wanted of the files of a project. */
export interface ProjectRequest {
  /** See `readMigrationSet`. */
  readonly applied?: AppliedChecksums;
  /** As `--file` has it. */
  readonly file?: string | undefined;
}

/** The files of a project for the time of a command: each is read and hashed once as long as nobody writes to it. */
export interface ProjectReader {
  /** Splits and classifies a script, each once. */
  readonly parse: ProjectFiles['parse'];
  /** All scripts as they are now. Throws FILE_UNREADABLE, FILE_OUTSIDE_WORKSPACE. */
  read(request?: ProjectRequest): ProjectFiles;
  /** The hooks of the config. Throws HOOK_INVALID. */
  readHooks(): Hooks;
}

/** Reads nothing yet. */
export function openProject(settings: Settings, source: SqlFiles): ProjectReader {
  const { workspacePath, sqlPath, migrationsPath } = settings;
  const files = rememberScripts(source);
  const pieces: ProjectFiles['pieces'] = ({ path }) => source.pieces(join(workspacePath, path));
  const parse = rememberParsed((script) => parseWhole(script, pieces));
  return {
    parse,
    readHooks: () => requireHooks(settings, source),
    read: ({ applied, file } = {}) => {
      const set = readMigrationSet(files, { workspacePath, sqlPath, migrationsPath }, applied);
      return { set, parse, pieces, ...(file !== undefined && { named: resolveNamedFile(file, settings, files) }) };
    },
  };
}

/** The hooks of the config, as they are now. Throws HOOK_INVALID. */
export function requireHooks(settings: Settings, source: SqlFiles): Hooks {
  const { hooks, problems } = lookAtHooks(settings, source);
  if (problems.length === 0) return hooks;
  const { describeInvalidHooks } =
    require('../../migrations/hooks/read-hooks') as typeof import('../../migrations/hooks/read-hooks');
  throw describeInvalidHooks(problems);
}

/** The same with what is wrong with them. Loaded here: most projects have none. */
export function lookAtHooks({ hooks: paths, workspacePath }: Settings, source: SqlFiles): HookReading {
  if (Object.keys(paths).length === 0) return { hooks: {}, problems: [] };
  const { readHooks } =
    require('../../migrations/hooks/read-hooks') as typeof import('../../migrations/hooks/read-hooks');
  return readHooks(rememberScripts(source), paths, workspacePath);
}

/** For who reads them but once. */
export function readProject(settings: Settings, source: SqlFiles): ProjectFiles {
  return openProject(settings, source).read();
}

/** What history has as applied, for a run that asks of it only whether it was edited. */
export function appliedChecksums({ rows }: History): AppliedChecksums {
  return new Map(rows.flatMap(({ id, outcome, checksum }) => (outcome === 'applied' ? [[id, checksum] as const] : [])));
}

/** A plan may be made several times, of the same scripts. */
function rememberParsed(parse: (script: Script) => ParsedScript): (script: Script) => ParsedScript {
  const parsed = new WeakMap<Script, ParsedScript>();
  return (script) => {
    const known = parsed.get(script) ?? parse(script);
    parsed.set(script, known);
    return known;
  };
}

/** A script over 8 MB is read for it, so that what is wrong in it is known before anything runs. */
function parseWhole(script: Script, pieces: ProjectFiles['pieces']): ParsedScript {
  const parsed = parseScript(script);
  if (parsed.mode !== 'batches') return parsed;
  const { problems, openCopy } = splitLargeScript(pieces(script), script.directives);
  return { ...parsed, problems, ...(openCopy && { openCopy }) };
}
