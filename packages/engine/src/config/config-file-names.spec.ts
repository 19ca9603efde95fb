import { typesPathFor } from './config-file-names';

it.each([
  ['typescript', 'src/database.types.ts', 'src/database.types.ts'],
  ['json-schema', 'src/database.types.ts', 'src/database.types.json'],
  ['json-schema', 'api.d.ts', 'api.json'],
  ['json-schema', 'api.mts', 'api.json'],
  ['json-schema', 'schema.json', 'schema.json'],
  ['database', 'schema.json', 'schema.ts'],
  ['interfaces', 'api.d.mts', 'api.d.mts'],
] as const)('%s, where the config says %s, goes to %s', (format, path, expected) => {
  expect(typesPathFor(format, path)).toBe(expected);
});
