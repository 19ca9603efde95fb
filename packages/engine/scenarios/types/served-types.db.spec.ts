import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { catalogFactsSql } from '../../src/postgres/catalog/catalog-facts-sql';
import { sessionOf } from '../../src/postgres/session/session';
import { describeTypes } from '../../src/types/output/describe-types';
import type { TypesFormat } from '../../src/types/output/types-format';
import { readApi } from '../../src/types/read-api';
import type { TestDatabase } from '../../testing/servers/test-server';
import { useServer } from '../../testing/servers/use-database';
import { makeTemporaryFolder } from '../../testing/test-run/temporary-folder';
import { compile } from '../../testing/types/compile';
import { databaseLines } from '../../testing/types/database-lines';
import { runTypegen } from '../../testing/types/typegen';

// The types of a schema with all that types can be made of: what they say, that they compile, and where Supabase's differ.

const schemas = ['public', 'shop', 'Odd schema'];
const server = useServer();
let database: TestDatabase;
let lines: ReadonlyMap<string, string>;
let texts: Readonly<Record<TypesFormat, string>>;

const served = readFileSync(join(__dirname, 'testdata/served.sql'), 'utf8');

async function typesOf(sql: string, of: TestDatabase): Promise<Record<TypesFormat, string>> {
  const client = new Client({ ...of });
  await client.connect();
  try {
    await client.query(sql);
    const { rowSets } = await sessionOf(client).send({ text: catalogFactsSql(schemas) });
    const answer = readApi(rowSets, schemas);
    if (answer.kind !== 'api') throw new Error(`missing ${answer.missing}`);
    const describe = (format: TypesFormat) =>
      describeTypes(answer.api, { format, path: 'src/database.types.ts', command: 'nx run api:types' });
    return {
      typescript: describe('typescript'),
      database: describe('database'),
      interfaces: describe('interfaces'),
      'json-schema': describe('json-schema'),
    };
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  database = await server.createDatabase();
  texts = await typesOf(served, database);
  lines = databaseLines(texts.database);
});

describe('the type of a column', () => {
  it.each([
    ['uuid', 'id', 'string'],
    ['bigint', 'big', 'number | null'],
    ['numeric', 'num', 'number | null'],
    ['timestamptz', 'ts', 'string'],
    ['bytea', 'b', 'string | null'],
    ['a type that is a text in JSON', 'ip', 'string | null'],
    ['money', 'm', 'string | null'],
    ['a range', 'r', 'string | null'],
    ['a multirange', 'mr', 'string | null'],
    ['an array of arrays', 'matrix', 'number[] | null'],
    ['json', 'meta', 'Json | null'],
    ['jsonb NOT NULL', 'preferences', 'NonNullable<Json>'],
    ['a type with a cast to json', 'h', 'Json | null'],
    ['an enum', 'mood', 'Database["public"]["Enums"]["mood"]'],
    ['an array of an enum', 'moods', 'Database["public"]["Enums"]["mood"][] | null'],
    ['an enum that is not served', 'secret', '"x" | "y" | null'],
    ['a composite type', 'addr', 'Database["public"]["CompositeTypes"]["address"] | null'],
    ['a composite type that is not served', 'p3', '{ x: number | null, y: number | null } | null'],
    ['a domain', 'email2', 'string | null'],
    ['a domain over a domain, NOT NULL', 'email', 'string'],
    ['a domain over an array of a domain', 'emails', 'string[] | null'],
    ['an array of a domain', 'many', 'string[] | null'],
    ['a name that is no identifier', 'weird "col', 'number | null'],
    ['a name in another alphabet', 'größe', 'number | null'],
    ['a computed field', 'shout', 'string | null'],
    ['a computed field whose argument has a name', 'shout_named', 'string | null'],
  ])('of %s', (_what, column, type) => {
    expect(lines.get(`public.Tables.users.Row.${column}`)).toBe(type);
  });
});

describe('what is sent', () => {
  it.each([
    ['is a text for an enum that has no labels yet', 'tree.Insert.leaf?', 'string | null'],
    ['needs what is NOT NULL without a default', 'users.Insert.first_name', 'string'],
    ['leaves a default out', 'users.Insert.mood?', 'Database["public"]["Enums"]["mood"]'],
    ['leaves the default of a domain out', 'users.Insert.counted?', 'number'],
    ['leaves what may be null out', 'users.Insert.num?', 'number | null'],
    ['takes nothing for a generated column', 'users.Insert.full_name?', 'never'],
    ['changes no generated column', 'users.Update.full_name?', 'never'],
    ['takes nothing for an identity ALWAYS', 'counters.Insert.id?', 'never'],
    ['leaves an identity BY DEFAULT out', 'counters.Insert.n?', 'number'],
    ['leaves a serial out', 'counters.Insert.s?', 'number'],
    ['needs nothing to update', 'users.Update.first_name?', 'string'],
  ])('%s', (_what, path, type) => {
    expect(lines.get(`public.Tables.${path}`)).toBe(type);
  });
});

describe('relations', () => {
  const names = (path: string) =>
    new Set([...lines.keys()].filter((line) => line.startsWith(path)).map((line) => line.split('.')[2]));

  it('are tables without partitions, and views; of each schema', () => {
    expect(names('public.Tables.')).toContain('events');
    expect(names('public.Tables.')).not.toContain('events_2024');
    expect(names('public.Views.')).toContain('post_counts');
    expect([...names('shop.Tables.')]).toEqual(['items', 'orders']);
    expect([...names('Odd schema.Tables.')]).toEqual(['My Table']);
  });

  it.each([
    ['active_users', 'Insert.email?', 'string | null'],
    ['posts_view', 'Insert.loud?', 'never'],
    ['trig_view', 'Insert.n?', 'number | null'],
    ['trig_view', 'Update.n?', undefined],
    ['post_counts', 'Insert.n?', undefined],
    ['post_counts', 'Row.n', 'number | null'],
  ])('take of the view %s, %s', (view, path, type) => {
    expect(lines.get(`public.Views.${view}.${path}`)).toBe(type);
  });

  const related = (path: string) =>
    [
      ...(lines.get(`${path}.Relationships`) ?? '').matchAll(
        /foreignKeyName: "(\w+)".*?columns: \[(.*?)\].*?isOneToOne: (\w+).*?referencedRelation: "(\w+)"/g,
      ),
    ].map(
      ([, key, columns, isOneToOne, to]) =>
        `${key} (${columns?.replaceAll('"', '')}) ${isOneToOne === 'true' ? '=' : '-'} ${to}`,
    );

  it.each([
    [
      'two foreign keys to one table, and the views of it',
      'public.Tables.posts',
      [
        'posts_author_id_fkey (author_id) - active_users',
        'posts_author_id_fkey (author_id) - users',
        'posts_editor_id_fkey (editor_id) - active_users',
        'posts_editor_id_fkey (editor_id) - users',
      ],
    ],
    [
      'a foreign key that is the primary key',
      'public.Tables.profiles',
      ['profiles_user_id_fkey (user_id) = active_users', 'profiles_user_id_fkey (user_id) = users'],
    ],
    ['a table to itself', 'public.Tables.tree', ['tree_parent_fkey (parent) - tree']],
    [
      'a partitioned table',
      'public.Tables.events',
      ['events_user_id_fkey (user_id) - active_users', 'events_user_id_fkey (user_id) - users'],
    ],
    [
      'a view that shows a column twice',
      'public.Views.posts_view',
      [
        'posts_author_id_fkey (again) - active_users',
        'posts_author_id_fkey (author_id) - active_users',
        'posts_author_id_fkey (again) - users',
        'posts_author_id_fkey (author_id) - users',
        'posts_editor_id_fkey (editor_id) - active_users',
        'posts_editor_id_fkey (editor_id) - users',
      ],
    ],
    [
      'a view of a view',
      'public.Views.posts_view2',
      ['posts_author_id_fkey (author_id) - active_users', 'posts_author_id_fkey (author_id) - users'],
    ],
    [
      'a view of a table that is not served',
      'public.Views.hidden_view',
      ['hidden_user_id_fkey (user_id) - active_users', 'hidden_user_id_fkey (user_id) - users'],
    ],
    ['nothing over schemas, where PostgREST looks for none', 'shop.Tables.orders', []],
  ])('have relationships: %s', (_what, path, expected) => {
    expect(related(path)).toEqual(expected);
  });
});

describe('functions', () => {
  it.each([
    ['with a default', 'add', '{ a: number, b?: number }', 'number'],
    ['without arguments', 'nothing', 'Record<PropertyKey, never>', 'undefined'],
    ['of the whole body', 'body', '{ [key: string]: Json | undefined }', 'Json'],
    ['RETURNS TABLE', 'tab', '{ q: string }', '{ id: string, n: number }[]'],
    ['with OUT arguments', 'outs', '{ a: number }', '{ x: number, y: string }'],
    ['with one OUT argument', 'out1', 'Record<PropertyKey, never>', '{ x: number }'],
    ['VARIADIC', 'vari', '{ xs: number[] }', 'number[]'],
    ['of a domain', 'dom', 'Record<PropertyKey, never>', 'string'],
    [
      'of composite types and domains',
      'addr_of',
      '{ a: Database["public"]["CompositeTypes"]["address"], d: string[] }',
      'Database["public"]["CompositeTypes"]["address"]',
    ],
    ['SETOF int', 'setof_int', 'Record<PropertyKey, never>', 'number[]'],
    ['with a strange name', 'strange name', '{ "an arg": number }', 'number'],
  ])('%s', (_what, name, args, returns) => {
    expect(lines.get(`public.Functions.${name}.Args`)).toBe(args);
    expect(lines.get(`public.Functions.${name}.Returns`)).toBe(returns);
  });

  it.each(['trig', 'txt', 'unn', 'proc', 'mysum'])('leave %s out, which postgrest-js cannot call', (name) => {
    expect([...lines.keys()].filter((line) => line.startsWith(`public.Functions.${name}`))).toEqual([]);
  });
});

const usage = `
import { PostgrestClient } from '@supabase/postgrest-js';
import type { Database, Enums, Post, Tables, TablesInsert, TablesUpdate, User, UserInsert } from './types.js';
import { Constants } from './types.js';

interface Repository<T> { findOne(where: Partial<T>): Promise<T | null>; }
declare function getRepository<T>(name: string): Repository<T>;
const client = new PostgrestClient<Database>('http://localhost');

export async function use() {
  const user: User | null = await getRepository<User>('users').findOne({ first_name: 'Ada' });
  user?.first_name.trim();
  const insert: UserInsert = { email: 'a@b', first_name: 'Ada', last_name: 'L' };
  const plain: TablesInsert<'tags'> = { id: 1 };
  const other: Tables<{ schema: 'shop' }, 'orders'>['id'] = 1;
  const update: TablesUpdate<'posts'> = {};
  const mood: Enums<'mood'> = Constants.public.Enums.mood[0];
  // @ts-expect-error: a generated column
  const generated: UserInsert = { email: 'a@b', first_name: 'Ada', last_name: 'L', full_name: 'x' };
  // @ts-expect-error: what is needed is missing
  const missing: UserInsert = { email: 'a@b' };
  // @ts-expect-error: no such table
  client.from('nope');

  const { data: posts } = await client.from('posts').select('id, title, users!posts_author_id_fkey(email), post_tags(tags(name))');
  const email: string | undefined = posts?.[0]?.users.email;
  const tag: string | null | undefined = posts?.[0]?.post_tags[0]?.tags.name;
  const { data: profile } = await client.from('profiles').select('bio, users(first_name)').single();
  const first: string | undefined = profile?.users.first_name;
  const { data: users } = await client.from('users').select('*, posts!posts_author_id_fkey(*), profiles(*), latest_posts(title)');
  const bio: string | null | undefined = users?.[0]?.profiles?.bio;
  const title: string | undefined = users?.[0]?.posts[0]?.title;
  const latest: string | undefined = users?.[0]?.latest_posts[0]?.title;
  // @ts-expect-error: a computed field is no part of *
  users?.[0]?.shout;
  const { data: shouted } = await client.from('users').select('shout');
  const loud: string | null | undefined = shouted?.[0]?.shout;
  const { data: seen } = await client.from('posts_view').select('id, users!posts_editor_id_fkey(email)');
  const editor: string | undefined = seen?.[0]?.users?.email;
  const { data: hidden } = await client.from('hidden_view').select('id, users(email)');
  const behind: string | undefined = hidden?.[0]?.users?.email;

  const { data: sum } = await client.rpc('add', { a: 1 });
  const number: number | null = sum;
  const { data: table } = await client.rpc('tab', { q: 'x' });
  const n: number | undefined = table?.[0]?.n;
  const { data: found } = await client.rpc('setof_users', { q: 'a@b' }).select('first_name');
  const name: string | undefined = found?.[0]?.first_name;
  const { data: text } = await client.rpc('overl', { a: 1, c: 'x' });
  const overloaded: string | null = text;
  await client.rpc('body', { any: [1, { thing: true }] });
  // @ts-expect-error: a string is no number
  await client.rpc('add', { a: 'x' });
  const { data: items } = await client.schema('shop').from('items').select('id, orders(state)');
  const state: Enums<'mood'> | null | undefined = items?.[0]?.orders?.state;
  await client.from('trig_view').insert({ n: 1 });
  // @ts-expect-error: a materialized view takes nothing
  await client.from('post_counts').insert({ n: 1 });
  const post: Post['title'] = '';
  return [user, insert, plain, other, update, mood, generated, missing, email, tag, first, bio, title, latest, loud, editor, behind, number, n, name, overloaded, state, post];
}
`;

describe('the files', () => {
  it('compile in strict mode, and postgrest-js finds in them what PostgREST gives', () => {
    const { database: only, interfaces } = texts;
    expect(
      compile({ 'types.ts': texts.typescript, 'usage.ts': usage, 'only.ts': only, 'interfaces.ts': interfaces }),
    ).toEqual([]);
  });

  it('have a new column as a property at once, and without a dropped one what uses it does not compile', async () => {
    const changed = await typesOf(
      `${served}; ALTER TABLE tags ADD colour text NOT NULL; ALTER TABLE tags DROP name`,
      await server.createDatabase(),
    );
    const use =
      "import type { Tag } from './types.js';\nexport const f = (tag: Tag): string => tag.colour;\nexport const g = (tag: Tag) => tag.name;\n";
    expect(compile({ 'types.ts': changed.interfaces, 'use.ts': use })).toEqual([
      "use.ts:3 Property 'name' does not exist on type 'Tag'.",
    ]);
    expect(compile({ 'types.ts': texts.interfaces, 'use.ts': use })).toEqual([
      "use.ts:2 Property 'colour' does not exist on type 'Tag'.",
    ]);
  });

  it('are left as they are by a formatter', () => {
    const folder = makeTemporaryFolder('types');
    try {
      writeFileSync(join(folder, 'biome.json'), JSON.stringify({ formatter: { indentStyle: 'space', lineWidth: 80 } }));
      const names = (['typescript', 'database', 'interfaces'] as const).map((format) => {
        writeFileSync(join(folder, `${format}.ts`), texts[format]);
        return `${format}.ts`;
      });
      const biome = require.resolve('@biomejs/biome/bin/biome');
      execFileSync(process.execPath, [biome, 'format', ...names], { cwd: folder });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('are JSON Schema for other languages', () => {
    const { $defs } = JSON.parse(texts['json-schema']);
    expect($defs['public.tags.insert']).toEqual({
      type: 'object',
      properties: { id: { type: 'integer' }, name: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      required: ['id'],
      additionalProperties: false,
    });
    expect($defs['public.users'].properties.id).toEqual({ type: 'string', format: 'uuid' });
    expect($defs['public.users'].properties.mood).toEqual({ $ref: '#/$defs/public.mood' });
    expect($defs['public.users.insert'].properties).not.toHaveProperty('full_name');
    const references = [...texts['json-schema'].matchAll(/"\$ref": "#\/\$defs\/([^"]+)"/g)].map(
      ([, name = '']) => name,
    );
    expect(references.filter((name) => !($defs[decodeURIComponent(name)] !== undefined))).toEqual([]);
  });
});

/** Where Supabase's generator says another thing of the same database, and why ours is the one. */
const differences: readonly (readonly [why: string, path: RegExp])[] = [
  ['PostgREST knows no partitions', /^public\.Tables\.events_2024\./],
  ['types that are texts in JSON are unknown to it', /\.(?:bits|ch|h|ip|m|mr|nm|o|r|v|x)\??$/],
  [
    'so are domains over domains, arrays of domains, and composite types that are not served',
    /\.(?:email|emails|many|p3)\??$/,
  ],
  ['so is an enum without labels', /\.leaf\??$/],
  ['the default of a domain is none to it', /\.Insert\.counted\??$/],
  ['embedded functions are columns to it', /\.Row\.(?:latest_posts|one_profile)$/],
  ['of views it sees foreign keys only of tables in the same schemas', /^public\.Views\.hidden_view\.Relationships$/],
  [
    'domains are unknown as arguments and results, and OUT arguments are none',
    /^public\.Functions\.(?:addr_of|dom|each|out1|outs|poly|skeys|svals|h?store.*|a(?:keys|vals)|populate_record|setof_users|one_user)\./,
  ],
  ['a body is an object with any keys, and not one with an empty name', /^public\.Functions\.(?:body|txt)\./],
  ['a computed field whose argument has a name is left out of * as well', /^public\.Functions\.shout(?:_named)?\./],
  ['overloads are in another order', /^public\.Functions\.overl$/],
];

it("say what Supabase's say, but where those are wrong", async () => {
  const { text } = await runTypegen(database, schemas);
  const theirs = databaseLines(text);
  const differing = [...new Set([...lines.keys(), ...theirs.keys()])].filter(
    (path) => lines.get(path) !== theirs.get(path),
  );
  const unexplained = differing.filter((path) => !differences.some(([, pattern]) => pattern.test(path)));
  expect(unexplained.map((path) => `${path}: ${lines.get(path)} / ${theirs.get(path)}`)).toEqual([]);
  expect(differences.filter(([, pattern]) => !differing.some((path) => pattern.test(path)))).toEqual([]);
});
