import type { CatalogRow } from '../ports';
import { definitionOf, isObject } from './definition';

/** The property that names the options of a foreign server that are the address of the server it lies on. */
export const ownAddressField = 'ownAddress';

/**
 * Definition of a row as it is compared with another. Options by which both lead back to their own servers
 * (`port current_setting('port')`) are equal, whatever they are: a shadow has another port than the database it is for.
 */
export function withoutOwnAddress(row: CatalogRow, other: CatalogRow | undefined): Readonly<Record<string, unknown>> {
  const { [ownAddressField]: own, ...definition } = definitionOf(row);
  const others = other && definitionOf(other)[ownAddressField];
  const { options } = definition;
  if (!isObject(own) || !isObject(others) || !isObject(options)) return definition;
  const compared = Object.entries(options).filter(
    ([name]) => !(Object.hasOwn(own, name) && Object.hasOwn(others, name)),
  );
  return { ...definition, options: Object.fromEntries(compared) };
}
