import type { Api } from './api/api';
import { deriveApi } from './api/derive-api';
import { type CatalogAnswers, parseCatalogFacts } from './facts/parse-catalog-facts';

/** The API of a database; or the schemas that it would serve and that do not exist, and those that do. */
export type ReadApi =
  | { readonly kind: 'api'; readonly api: Api }
  | { readonly kind: 'missing'; readonly missing: readonly string[]; readonly present: readonly string[] };

/** From the answers to `catalogFactsSql` for these schemas. Pure. */
export function readApi(answers: CatalogAnswers, schemas: readonly string[]): ReadApi {
  const facts = parseCatalogFacts(answers);
  const missing = schemas.filter((schema) => !facts.schemas.includes(schema));
  if (missing.length > 0) return { kind: 'missing', missing, present: facts.schemas };
  return { kind: 'api', api: deriveApi(facts, schemas) };
}
