import type { Api } from './api/api';
import { deriveApi } from './api/derive-api';
import { type CatalogAnswers, parseCatalogFacts } from './facts/parse-catalog-facts';

/** The API of a database, and which of the schemas that were asked for it does not have. */
export interface ReadApi {
  readonly api: Api;
  readonly missing: readonly string[];
}

/** From the answers to `catalogFactsSql`. Pure. */
export function readApi(answers: CatalogAnswers, schemas: readonly string[]): ReadApi {
  const facts = parseCatalogFacts(answers);
  const present = schemas.filter((schema) => facts.schemas.includes(schema));
  const missing = schemas.filter((schema) => !facts.schemas.includes(schema));
  return { api: deriveApi(facts, present), missing };
}
