import type { FileStamp, SqlFiles } from '../../ports';
import { readScript, type ScriptReading, type ScriptSource } from './read-script';

/** Files, and the scripts in them. */
export interface ScriptFiles extends SqlFiles {
  /** Undefined when there is no such file. Throws FILE_UNREADABLE, FILE_OUTSIDE_WORKSPACE. */
  script(source: ScriptSource): ScriptReading | undefined;
}

/**
 * Files whose scripts are read and hashed once as long as nobody writes to them: asked for one again, its stamp is
 * compared, and where that is the same, so is the reading. What was read just after it was written is read again: one
 * more write within the same tick of the file system's clock would not show.
 */
export function rememberScripts(files: SqlFiles): ScriptFiles {
  const known = new Map<string, { readonly stamp: () => FileStamp; readonly reading: ScriptReading }>();
  return {
    ...files,
    script: (source) => {
      // One file is another script in another role, and what is wrong with it names the migration.
      const key = `${source.role} ${source.id}\n${source.filePath}`;
      const before = known.get(key);
      if (before && isUnchanged(before.stamp(), files.stamp(source.filePath))) return before.reading;
      const now = readScript(files, source);
      if (now) known.set(key, now);
      return now?.reading;
    },
  };
}

function isUnchanged(before: FileStamp, now: FileStamp | undefined): boolean {
  return before.age === 'settled' && before.state === now?.state;
}
