import { createHash } from 'node:crypto';
import type { MigrationSet } from '../../migrations/migration';
import type { TypesFile } from '../../ports';
import type { TypesFile as TypesFileSubject } from '../../types/output/describe-types';

/** All that the text of a file of types depends on. */
export interface TypesBasis extends TypesFileSubject {
  /** Of the state of the shadow after all migrations: see `deriveStateKeys`. */
  readonly stateKey: string | undefined;
  readonly after: MigrationSet['after'];
  readonly schemas: readonly string[];
}

/** A name for these types: the same files make the same ones, so nothing need be run to know them. Pure. */
export function keyOfTypes({ stateKey, after, schemas, format, path, command }: TypesBasis): string {
  const scripts = after.map(({ id, script }) => [id, script.checksum]);
  return hash(JSON.stringify([stateKey, scripts, schemas, format, path, command]));
}

/** Whether an earlier run made the file as it is from these very files. */
export function isKnownCurrent(file: TypesFile, key: string): boolean {
  const text = file.read();
  return text !== undefined && file.remembered() === memoryOf(key, text);
}

/** For the next `isKnownCurrent`. */
export function rememberTypes(file: TypesFile, key: string, text: string): void {
  const memory = memoryOf(key, text);
  if (file.remembered() !== memory) file.remember(memory);
}

/** A checkout may have made other line ends of it. */
export function sameText(a: string | undefined, b: string): boolean {
  return a !== undefined && normalise(a) === normalise(b);
}

function memoryOf(key: string, text: string): string {
  return `${key} ${hash(normalise(text))}`;
}

function normalise(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
