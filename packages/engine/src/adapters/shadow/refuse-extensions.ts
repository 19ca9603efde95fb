import { EngineError, errorCatalogue } from '../../errors';

/** Throws EXTENSION_MISSING for the first that a server does not have; of one whose extensions are not known nothing is. */
export function refuseExtensions(
  wanted: readonly string[] | undefined,
  available: ReadonlySet<string> | undefined,
  what: string,
): void {
  const missing = available && wanted?.find((name) => !available.has(name));
  if (missing === undefined) return;
  throw new EngineError('EXTENSION_MISSING', `A script makes the extension ${missing}, which ${what} does not have.`, {
    hint: errorCatalogue.EXTENSION_MISSING.whatToDo,
    fields: { extension: missing },
  });
}
