import { startTestServer, type TestServer } from '@pgrestify/engine/testing';
import { Client, DatabaseError } from 'pg';
import { generateProject } from './testing/generated-project';
import { runRepeatables, runScript } from './testing/run-script';

const ada = '11111111-1111-4111-8111-111111111111';
const grace = '22222222-2222-4222-8222-222222222222';
const boss = '33333333-3333-4333-8333-333333333333';

/** Who asks, as the claims of the JWT; undefined claims are a request without one. */
const callers = {
  nobody: undefined,
  stranger: { role: 'authenticated' },
  blank: { role: 'authenticated', sub: '' },
  ada: { role: 'authenticated', sub: ada },
  grace: { role: 'authenticated', sub: grace },
  admin: { role: 'admin', sub: boss },
} as const;
type Caller = keyof typeof callers;

/** `yes`: the row was read or written. `no row`: policies filter it. `denied`: 42501, which PostgREST answers with 401 or 403. */
type Outcome = 'yes' | 'no row' | 'denied';

// Rows: who asks. Columns: what for. The row that exists is Ada's.
const commands = ['select', 'insert own', 'insert for Ada', 'update', 'give away', 'delete'] as const;
const rules: Readonly<Record<string, Readonly<Record<Caller, readonly Outcome[]>>>> = {
  owned_by_owner: {
    nobody: ['denied', 'denied', 'denied', 'denied', 'denied', 'denied'],
    stranger: ['no row', 'denied', 'denied', 'no row', 'no row', 'no row'],
    blank: ['no row', 'denied', 'denied', 'no row', 'no row', 'no row'],
    ada: ['yes', 'yes', 'yes', 'yes', 'denied', 'yes'],
    grace: ['no row', 'yes', 'denied', 'no row', 'no row', 'no row'],
    admin: ['no row', 'yes', 'denied', 'no row', 'no row', 'no row'],
  },
  owned_by_public_read: {
    nobody: ['yes', 'denied', 'denied', 'denied', 'denied', 'denied'],
    stranger: ['yes', 'denied', 'denied', 'no row', 'no row', 'no row'],
    blank: ['yes', 'denied', 'denied', 'no row', 'no row', 'no row'],
    ada: ['yes', 'yes', 'yes', 'yes', 'denied', 'yes'],
    grace: ['yes', 'yes', 'denied', 'no row', 'no row', 'no row'],
    admin: ['yes', 'yes', 'denied', 'no row', 'no row', 'no row'],
  },
  owned_by_admin: {
    nobody: ['denied', 'denied', 'denied', 'denied', 'denied', 'denied'],
    stranger: ['no row', 'denied', 'denied', 'no row', 'no row', 'no row'],
    blank: ['no row', 'denied', 'denied', 'no row', 'no row', 'no row'],
    ada: ['no row', 'denied', 'denied', 'no row', 'no row', 'no row'],
    grace: ['no row', 'denied', 'denied', 'no row', 'no row', 'no row'],
    admin: ['yes', 'yes', 'yes', 'yes', 'yes', 'yes'],
  },
  owned_by_none: {
    nobody: ['denied', 'denied', 'denied', 'denied', 'denied', 'denied'],
    stranger: ['denied', 'denied', 'denied', 'denied', 'denied', 'denied'],
    blank: ['denied', 'denied', 'denied', 'denied', 'denied', 'denied'],
    ada: ['denied', 'denied', 'denied', 'denied', 'denied', 'denied'],
    grace: ['denied', 'denied', 'denied', 'denied', 'denied', 'denied'],
    admin: ['denied', 'denied', 'denied', 'denied', 'denied', 'denied'],
  },
  // Without an owner column only admins write.
  public_read: {
    nobody: ['yes', 'denied', 'denied', 'denied', 'denied', 'denied'],
    stranger: ['yes', 'denied', 'denied', 'no row', 'no row', 'no row'],
    blank: ['yes', 'denied', 'denied', 'no row', 'no row', 'no row'],
    ada: ['yes', 'denied', 'denied', 'no row', 'no row', 'no row'],
    grace: ['yes', 'denied', 'denied', 'no row', 'no row', 'no row'],
    admin: ['yes', 'yes', 'yes', 'yes', 'yes', 'yes'],
  },
};
const cases = Object.entries(rules).flatMap(([table, rows]) =>
  Object.entries(rows).flatMap(([caller, outcomes]) =>
    outcomes.map((outcome, index) => [table, caller as Caller, commands[index] ?? 'select', outcome] as const),
  ),
);

/** The tables of the templates, by what their policies are for. */
const blogCases: readonly (readonly [Caller, string, Outcome])[] = [
  ['nobody', 'SELECT FROM users', 'denied'],
  ['stranger', 'SELECT FROM users', 'no row'],
  ['ada', `SELECT FROM users WHERE id = '${ada}'`, 'yes'],
  ['ada', `SELECT FROM users WHERE id = '${grace}'`, 'no row'],
  ['admin', `SELECT FROM users WHERE id = '${grace}'`, 'yes'],
  ['ada', "UPDATE users SET first_name = 'A'", 'yes'],
  ['ada', `UPDATE users SET first_name = 'A' WHERE id = '${grace}'`, 'no row'],
  ['ada', "UPDATE users SET role = 'admin'", 'denied'],
  ['ada', `UPDATE users SET id = '${boss}'`, 'denied'],
  ['ada', 'UPDATE users SET active = true', 'denied'],
  ['ada', `INSERT INTO users (email, first_name, last_name) VALUES ('x@x.x', 'X', 'X')`, 'denied'],
  ['nobody', `INSERT INTO users (email, first_name, last_name) VALUES ('x@x.x', 'X', 'X')`, 'denied'],
  ['admin', `INSERT INTO users (email, first_name, last_name) VALUES ('x@x.x', 'X', 'X') RETURNING id`, 'yes'],
  ['ada', 'DELETE FROM users', 'denied'],
  ['admin', 'DELETE FROM users', 'denied'],
  ['nobody', "SELECT FROM posts WHERE title = 'published'", 'yes'],
  ['nobody', "SELECT FROM posts WHERE title = 'draft'", 'no row'],
  ['ada', "SELECT FROM posts WHERE title = 'draft'", 'yes'],
  ['grace', "SELECT FROM posts WHERE title = 'draft'", 'no row'],
  ['nobody', "UPDATE posts SET title = 'x'", 'denied'],
  ['grace', "UPDATE posts SET title = 'x'", 'no row'],
  ['ada', "UPDATE posts SET title = 'x' WHERE title = 'draft'", 'yes'],
  ['ada', `UPDATE posts SET author_id = '${grace}' WHERE title = 'draft'`, 'denied'],
  ['ada', `INSERT INTO posts (title, content, author_id) VALUES ('x', 'x', '${ada}')`, 'yes'],
  ['ada', `INSERT INTO posts (title, content, author_id) VALUES ('x', 'x', '${grace}')`, 'denied'],
  ['ada', "DELETE FROM posts WHERE title = 'draft'", 'yes'],
  ['grace', 'DELETE FROM posts', 'no row'],
  ['nobody', "SELECT FROM comments WHERE content = 'on published'", 'yes'],
  ['nobody', "SELECT FROM comments WHERE content = 'on draft'", 'no row'],
  ['ada', "SELECT FROM comments WHERE content = 'on draft'", 'yes'],
  ['grace', "SELECT FROM comments WHERE content = 'on draft'", 'no row'],
  ['grace', comment('published', grace), 'yes'],
  ['grace', comment('draft', grace), 'denied'],
  ['grace', comment('published', ada), 'denied'],
  ['nobody', comment('published', ada), 'denied'],
  ['ada', "UPDATE comments SET content = 'x' WHERE content = 'on published'", 'no row'],
  ['grace', "UPDATE comments SET content = 'x' WHERE content = 'on published'", 'yes'],
  ['grace', "DELETE FROM comments WHERE content = 'on published'", 'yes'],
  ['ada', "DELETE FROM comments WHERE content = 'on published'", 'no row'],
];

describe.each([14, 18] as const)('on PostgreSQL %i', (major) => {
  let server: TestServer;
  let owner: Client;
  let api: Client;

  beforeAll(async () => {
    server = await startTestServer({ major });
    const database = await server.createDatabase();
    owner = new Client(database);
    await owner.connect();
    const project = await generateProject('blog');
    const withOwner = ['owner', 'public-read', 'admin', 'none'] as const;
    const scripts: string[] = [];
    for (const rls of withOwner) {
      scripts.push(
        (await project.addTable({ name: `owned-by-${rls}`, columns: 'title:text!,author_id:uuid', rls })).up,
      );
    }
    scripts.push((await project.addTable({ name: 'public-read', columns: 'title:text!', rls: 'public-read' })).up);
    await runRepeatables(owner, project.before());
    for (const up of scripts) await runScript(owner, up);
    await owner.query(rowsOfAda);
    await owner.query("ALTER ROLE authenticator PASSWORD 'secret'");
    api = new Client({ ...database, user: 'authenticator', password: 'secret' });
    await api.connect();
  });
  afterAll(async () => {
    await api?.end();
    await owner?.end();
    await server?.stop();
  });

  it.each(cases)('%s: to %s, %s is answered with %s', async (table, caller, command, outcome) => {
    expect(await request(api, caller, statementFor(table, command, caller))).toBe(outcome);
  });

  it.each(blogCases)('to %s, %s is answered with %s', async (caller, sql, outcome) => {
    expect(await request(api, caller, sql)).toBe(outcome);
  });

  it.each(['postgres', 'pg_read_all_data'])('gives no request the powers of the role %s', async (role) => {
    expect(await request(api, { role }, 'SELECT 1')).toBe('denied');
  });

  it('knows nobody outside of a request, after one, and in one without claims', async () => {
    const ask = 'SELECT auth.uid() AS uid, auth.role() AS role';
    expect((await owner.query(ask)).rows).toEqual([{ uid: null, role: null }]);
    await owner.query(`BEGIN; SELECT set_config('request.jwt.claims', '{"sub":"${ada}","role":"x"}', true); COMMIT`);
    expect((await owner.query(ask)).rows).toEqual([{ uid: null, role: null }]);
    await owner.query("SELECT set_config('request.jwt.claims', '{}', false)");
    expect((await owner.query(ask)).rows).toEqual([{ uid: null, role: null }]);
    await owner.query(`SELECT set_config('request.jwt.claims', '{"sub":"${ada}","role":"x"}', false)`);
    expect((await owner.query(ask)).rows).toEqual([{ uid: ada, role: 'x' }]);
    await owner.query('RESET "request.jwt.claims"');
  });
});

const rowsOfAda = `
INSERT INTO users (id, email, first_name, last_name) VALUES
  ('${ada}', 'ada@x.x', 'A', 'A'), ('${grace}', 'grace@x.x', 'G', 'G'), ('${boss}', 'boss@x.x', 'B', 'B');
INSERT INTO posts (id, title, content, author_id, published) VALUES
  ('${ada}', 'published', '', '${ada}', true), ('${grace}', 'draft', '', '${ada}', false);
INSERT INTO comments (content, post_id, author_id) VALUES
  ('on published', '${ada}', '${grace}'), ('on draft', '${grace}', '${ada}');
INSERT INTO owned_by_owner (title, author_id) VALUES ('x', '${ada}');
INSERT INTO owned_by_public_read (title, author_id) VALUES ('x', '${ada}');
INSERT INTO owned_by_admin (title, author_id) VALUES ('x', '${ada}');
INSERT INTO owned_by_none (title, author_id) VALUES ('x', '${ada}');
INSERT INTO public_read (title) VALUES ('x');`;

function comment(post: 'published' | 'draft', author: string): string {
  const postId = post === 'published' ? ada : grace;
  return `INSERT INTO comments (content, post_id, author_id) VALUES ('x', '${postId}', '${author}')`;
}

function statementFor(table: string, command: (typeof commands)[number], caller: Caller): string {
  const claims = callers[caller];
  const self = claims !== undefined && 'sub' in claims && claims.sub !== '' ? `'${claims.sub}'` : 'NULL';
  const owned = table !== 'public_read';
  const insert = (author: string) =>
    owned
      ? `INSERT INTO ${table} (title, author_id) VALUES ('new', ${author})`
      : `INSERT INTO ${table} (title) VALUES ('new')`;
  switch (command) {
    case 'select':
      return `SELECT * FROM ${table}`;
    case 'insert own':
      return insert(self);
    case 'insert for Ada':
      return insert(`'${ada}'`);
    case 'update':
      return `UPDATE ${table} SET title = 'changed'`;
    case 'give away':
      return owned ? `UPDATE ${table} SET author_id = '${grace}'` : `UPDATE ${table} SET id = '${grace}'`;
    case 'delete':
      return `DELETE FROM ${table}`;
  }
}

/** One request as PostgREST runs it: a transaction, in which role and claims are set for its time; undone at the end. */
async function request(api: Client, caller: Caller | { readonly role: string }, sql: string): Promise<Outcome> {
  const claims = typeof caller === 'string' ? callers[caller] : caller;
  const role = claims?.role ?? 'anon';
  await api.query('BEGIN');
  try {
    await api.query("SELECT set_config('role', $1, true), set_config('request.jwt.claims', $2, true)", [
      role,
      claims === undefined ? '' : JSON.stringify(claims),
    ]);
    const { rowCount } = await api.query(sql);
    return rowCount === 0 ? 'no row' : 'yes';
  } catch (error) {
    if (error instanceof DatabaseError && error.code === '42501') return 'denied';
    throw error;
  } finally {
    await api.query('ROLLBACK');
  }
}
