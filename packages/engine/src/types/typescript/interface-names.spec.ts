import type { Api, ApiRelation, ApiSchema } from '../api/api';
import { describeTypes } from '../output/describe-types';
import { nameInterfaces, toPascalCase, toSingular } from './interface-names';

it.each([
  ['Users', 'User'],
  ['Categories', 'Category'],
  ['Keys', 'Key'],
  ['Boxes', 'Box'],
  ['Addresses', 'Address'],
  ['Statuses', 'Status'],
  ['Houses', 'House'],
  ['Movies', 'Movie'],
  ['Status', 'Status'],
  ['Analysis', 'Analysis'],
  ['News', 'News'],
  ['Series', 'Series'],
  ['People', 'People'],
])('the singular of %s is %s', (plural, singular) => {
  expect(toSingular(plural)).toBe(singular);
});

it.each([
  ['user_profiles', 'UserProfiles'],
  ['UserProfile', 'UserProfile'],
  ['My Table', 'MyTable'],
  ['größe', 'Größe'],
  ['2fa', '_2fa'],
  ['--', 'Row'],
])('%s is named %s', (name, pascal) => {
  expect(toPascalCase(name)).toBe(pascal);
});

const relation = (name: string): ApiRelation => ({
  name,
  row: [],
  computed: [],
  insert: [],
  update: [],
  relationships: [],
});

function namesOf(...schemas: readonly (readonly [string, readonly string[]])[]): readonly string[] {
  const api: Api = {
    schemas: schemas.map(
      ([name, tables]): ApiSchema => ({
        name,
        tables: tables.map(relation),
        views: [],
        functions: [],
        enums: [],
        composites: [],
      }),
    ),
  };
  const names = nameInterfaces(api);
  return schemas.flatMap(([schema, tables]) => tables.map((name) => names.nameOf({ kind: 'table-row', schema, name })));
}

it.each([
  [
    ['user', 'users'],
    ['User', 'Users'],
  ],
  [
    ['a_b', 'aB'],
    ['AB', 'AB2'],
  ],
  [
    ['posts', 'post_insert'],
    ['Post', 'PostInsert2'],
  ],
  [
    ['database', 'records', 'json'],
    ['Database2', 'Records', 'Json2'],
  ],
])('tables %j have interfaces of different names: %j', (tables, expected) => {
  expect(namesOf(['public', tables])).toEqual(expected);
});

it('those of a second schema begin with it', () => {
  expect(namesOf(['public', ['users']], ['auth', ['users']])).toEqual(['User', 'AuthUser']);
});

it('gives no row a name that the file itself has', () => {
  const empty: ApiSchema = { name: 'public', tables: [], views: [], functions: [], enums: [], composites: [] };
  const options = { format: 'typescript', path: 'src/types.ts', command: 'nx run api:types' } as const;
  const text = describeTypes({ schemas: [empty] }, options);
  const declared = [...text.matchAll(/^(?:export )?(?:type|const|interface) (\w+)/gm)].map(([, name = '']) => name);
  expect(declared).toContain('SchemaOf');
  expect(namesOf(['public', declared]).filter((name) => declared.includes(name))).toEqual([]);
});
