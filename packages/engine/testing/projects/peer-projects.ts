/** A migration as people write it, before a tool's layout. */
interface Change {
  readonly name: string;
  readonly up: string;
  /** Undefined: nobody wrote one. */
  readonly down?: string;
  /** Cannot be in a transaction. */
  readonly alone?: true;
}

/** The twenty migrations of a small application, in the order of their making. */
const changes: readonly Change[] = [
  change('create_users', 'CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL);', 'DROP TABLE users;'),
  change(
    'create_posts',
    'CREATE TABLE posts (\n  id bigserial PRIMARY KEY,\n  author_id int NOT NULL REFERENCES users (id),\n  title text\n);',
    'DROP TABLE posts;',
  ),
  change(
    'add_users_name',
    "ALTER TABLE users ADD COLUMN name text DEFAULT 'it''s; me';",
    'ALTER TABLE users DROP COLUMN name;',
  ),
  change('create_state', "CREATE TYPE state AS ENUM ('draft', 'live');", 'DROP TYPE state;'),
  change('posts_state', "ALTER TABLE posts ADD state state NOT NULL DEFAULT 'draft';", 'ALTER TABLE posts DROP state;'),
  change(
    'touch',
    'CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  -- Down the road; not yet.\n  NEW.title := NEW.title;\n  RETURN NEW;\nEND\n$$;',
    'DROP FUNCTION touch();',
  ),
  change(
    'touch_posts',
    'CREATE TRIGGER touch_posts BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION touch();',
    'DROP TRIGGER touch_posts ON posts;',
  ),
  change(
    'live_posts',
    "CREATE VIEW live_posts AS SELECT id, title FROM posts WHERE state = 'live';",
    'DROP VIEW live_posts;',
  ),
  {
    ...change(
      'index_email',
      'CREATE INDEX CONCURRENTLY users_email ON users (email);',
      'DROP INDEX CONCURRENTLY users_email;',
    ),
    alone: true,
  },
  change('seed', "INSERT INTO users (email) VALUES ('a@b.example');", "DELETE FROM users WHERE email = 'a@b.example';"),
  change(
    'create_comments',
    'CREATE TABLE comments (post_id bigint REFERENCES posts, body text);',
    'DROP TABLE comments;',
  ),
  change(
    'check_body',
    "ALTER TABLE comments ADD CONSTRAINT body_filled CHECK (body <> '');",
    'ALTER TABLE comments DROP CONSTRAINT body_filled;',
  ),
  change('unique_email', 'CREATE UNIQUE INDEX users_email_key ON users (lower(email));', 'DROP INDEX users_email_key;'),
  change('invoice_numbers', 'CREATE SEQUENCE invoice_numbers START 1000;', 'DROP SEQUENCE invoice_numbers;'),
  change('create_audit', 'CREATE SCHEMA audit;', 'DROP SCHEMA audit;'),
  change('audit_log', 'CREATE TABLE audit.log (at timestamptz, what jsonb);', 'DROP TABLE audit.log;'),
  change(
    'count_posts',
    'CREATE MATERIALIZED VIEW count_posts AS SELECT author_id, count(*) FROM posts GROUP BY 1;',
    'DROP MATERIALIZED VIEW count_posts;',
  ),
  change('create_amount', 'CREATE DOMAIN amount AS numeric(10, 2) CHECK (VALUE >= 0);', 'DROP DOMAIN amount;'),
  change('rename_body', 'ALTER TABLE comments RENAME body TO text;', 'ALTER TABLE comments RENAME text TO body;'),
  change(
    'create_events',
    "CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);\nCREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');",
    'DROP TABLE events;',
  ),
];

function change(name: string, up: string, down: string): Change {
  return { name, up, down };
}

/** A project in the layout of a tool, and the same after its files were moved by hand; paths are below `migrations/`. */
export interface PeerProject {
  readonly tool: string;
  /** Undefined where the tool's layout is ours. */
  readonly own: Readonly<Record<string, string>> | undefined;
  readonly converted: Readonly<Record<string, string>>;
  readonly undo: 'whole' | 'none';
}

const stamp = (index: number) => `202401${String(index + 1).padStart(2, '0')}120000`;

/** Up and down in folders, under the names that a tool has. */
function toFolders(nameOf: (index: number, name: string) => string, all: readonly Change[]): Record<string, string> {
  return Object.fromEntries(
    all.flatMap(({ name, up, down }, index) => [
      [`${nameOf(index, name)}/up.sql`, up],
      ...(down === undefined ? [] : [[`${nameOf(index, name)}/down.sql`, down]]),
    ]),
  );
}

function toFiles(
  write: (change: Change, index: number) => readonly (readonly [string, string])[],
): Record<string, string> {
  return Object.fromEntries(changes.flatMap(write));
}

/** Numbers without zeros and with a gap, one file in a transaction of its own, a down that outlived its up. */
function golangMigrate(): PeerProject {
  const number = (index: number) => (index < 12 ? index + 1 : index + 2);
  const wrapped = changes.map((each) => (each.name === 'seed' ? { ...each, up: `BEGIN;\n${each.up}\nCOMMIT;` } : each));
  const own = Object.fromEntries(
    wrapped.flatMap(({ name, up, down }, index) => [
      [`${number(index)}_${name}.up.sql`, up],
      [`${number(index)}_${name}.down.sql`, down ?? ''],
    ]),
  );
  return {
    tool: 'golang-migrate',
    own: { ...own, '13_gone.down.sql': 'SELECT 1;', 'generate.sh': '#!/bin/sh', 'embed.go': 'package migrations' },
    converted: { ...toFolders((index, name) => `${number(index)}_${name}`, wrapped), 'generate.sh': '#!/bin/sh' },
    undo: 'whole',
  };
}

/** Sequential numbers, statements marked around bodies of functions, files outside a transaction by a comment. */
function goose(): PeerProject {
  const nameOf = (index: number, name: string) => `${String(index + 1).padStart(5, '0')}_${name}`;
  const mark = (sql: string) => (sql.includes('$$') ? `-- +goose StatementBegin\n${sql}\n-- +goose StatementEnd` : sql);
  const own = toFiles(({ name, up, down = '', alone }, index) => [
    [
      `${nameOf(index, name)}.sql`,
      `${alone ? '-- +goose NO TRANSACTION\n' : ''}-- +goose Up\n${mark(up)}\n\n-- +goose Down\n${mark(down)}\n`,
    ],
  ]);
  const marked = changes.map((each) => ({ ...each, up: mark(each.up) }));
  return { tool: 'goose', own, converted: toFolders(nameOf, marked), undo: 'whole' };
}

/** Stamps, both directions in one file, options behind the marker. */
function dbmate(): PeerProject {
  const nameOf = (index: number, name: string) => `${stamp(index)}_${name}`;
  const own = toFiles(({ name, up, down = '', alone }, index) => {
    const options = alone ? ' transaction:false' : '';
    return [[`${nameOf(index, name)}.sql`, `-- migrate:up${options}\n${up}\n\n-- migrate:down${options}\n${down}\n`]];
  });
  return { tool: 'dbmate', own, converted: toFolders(nameOf, changes), undo: 'whole' };
}

/** Our layout: a first folder of zeros, dates with dashes and a number in place of the time, settings beside the scripts. */
function diesel(): PeerProject {
  const nameOf = (index: number, name: string) => `2024-01-15-${String(index + 1).padStart(6, '0')}_${name}`;
  const setup = '00000000000000_diesel_initial_setup';
  return {
    tool: 'diesel',
    own: undefined,
    converted: {
      [`${setup}/up.sql`]:
        "CREATE FUNCTION manage_updated_at(_table regclass) RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  EXECUTE format('CREATE TRIGGER set_updated_at BEFORE UPDATE ON %s', _table);\nEND\n$$;",
      [`${setup}/down.sql`]: 'DROP FUNCTION manage_updated_at(regclass);',
      ...toFolders(nameOf, changes),
      [`${nameOf(8, 'index_email')}/metadata.toml`]: 'run_in_transaction = false\n',
      '.keep': '',
    },
    undo: 'whole',
  };
}

/** A folder each, comments over the statements, no undo, a lock file. */
function prisma(): PeerProject {
  const nameOf = (index: number, name: string) => `${stamp(index)}_${name}`;
  const commented = changes.map(({ name, up }) => ({ name, up: `-- ${name}\n${up}\n` }));
  const own = Object.fromEntries(commented.map(({ name, up }, index) => [`${nameOf(index, name)}/migration.sql`, up]));
  const lock = { 'migration_lock.toml': 'provider = "postgresql"\n' };
  return {
    tool: 'Prisma',
    own: { ...own, ...lock },
    converted: { ...toFolders(nameOf, commented), ...lock },
    undo: 'none',
  };
}

/** Flat files with stamps, settings as a dump has them, row level security, no undo. */
function supabase(): PeerProject {
  const nameOf = (index: number, name: string) => `${stamp(index)}_${name}`;
  const secured = changes.map(({ name, up }) => ({
    name,
    up: name.startsWith('create_users')
      ? `set check_function_bodies = off;\n${up}\nalter table "public"."users" enable row level security;\ncreate policy "Anyone may read." on users for select using (true);`
      : up,
  }));
  const own = Object.fromEntries(secured.map(({ name, up }, index) => [`${nameOf(index, name)}.sql`, up]));
  return { tool: 'Supabase', own, converted: toFolders(nameOf, secured), undo: 'none' };
}

/** Small projects in the manner of the users of six tools. */
export const peerProjects: readonly PeerProject[] = [
  golangMigrate(),
  goose(),
  dbmate(),
  diesel(),
  prisma(),
  supabase(),
];
