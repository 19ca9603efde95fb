/**
 * What is written: `typescript` is the type `Database` and interfaces in one file, `database` and `interfaces` one of the
 * two, `json-schema` the same for other languages.
 */
export type TypesFormat = (typeof typesFormats)[number];

/** All of them; the first is the default. */
export const typesFormats = ['typescript', 'database', 'interfaces', 'json-schema'] as const;
