import { folderOfRepeatable } from '../../migrations/folders/read-repeatables';
import type { MigrationSet, RepeatableScript, VersionedMigration } from '../../migrations/migration';
import { scriptOfText } from '../../migrations/script/read-script';
import { parseVersion } from '../../migrations/version';
import { historyPath } from '../../plan/steps/down-step';
import type { AppliedScript } from './live-database';

type File = VersionedMigration | RepeatableScript;

/** Finds the file that a script was applied from, as long as it is what it was then. */
export function unchangedFiles(set: MigrationSet): (script: AppliedScript) => File | undefined {
  const { before, versioned, after, testData } = set;
  const files = new Map([...before, ...versioned, ...after, ...testData].map((file) => [file.id, file]));
  return ({ id, checksum }) => {
    const file = files.get(id);
    const script = file?.kind === 'versioned' ? file.up : file?.script;
    return script?.checksum === checksum ? file : undefined;
  };
}

/** A script as it was applied, from the text that history keeps: its file was edited, is gone, or is another project's. */
export function fileOfStored({ id, kind }: AppliedScript, text: string): File {
  const path = historyPath(id);
  if (kind === 'versioned') {
    const none = () => undefined;
    return { kind, id, version: parseVersion(id), path, up: scriptOfText(text, path, 'up'), down: none, verify: none };
  }
  const script = scriptOfText(text, path, 'repeatable');
  const phase = script.directives.runAfterMigrations ? 'after' : (folderOfRepeatable(id)?.phase ?? 'after');
  return { kind, id, phase, script };
}
