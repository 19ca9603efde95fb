import { Client } from 'pg';
import { createTestProject, type TestProject } from '../../testing/projects/test-project';
import { readSnapshot } from '../../testing/schemas/read-snapshot';
import { testMajors } from '../../testing/servers/test-majors';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const reset = { reset: true, confirm: true } as const;

/** Of each kind of thing that a database can hold one, in a schema or in none. */
const oneOfEach = `
  CREATE SCHEMA other;
  CREATE TABLE other.parent (id int PRIMARY KEY, at timestamptz) PARTITION BY RANGE (id);
  CREATE TABLE other.child PARTITION OF other.parent FOR VALUES FROM (1) TO (10);
  CREATE TABLE loose (id serial, mood text, EXCLUDE USING btree (id WITH =));
  CREATE VIEW loose_view AS SELECT * FROM loose;
  CREATE MATERIALIZED VIEW loose_copy AS SELECT * FROM loose;
  CREATE TYPE mood AS ENUM ('a'); CREATE TYPE pair AS (a int, b int); CREATE DOMAIN positive AS int CHECK (value > 0);
  CREATE SEQUENCE numbers;
  CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
  CREATE PROCEDURE idle() LANGUAGE sql AS '';
  CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int);
  CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4eq);
  CREATE OPERATOR FAMILY family USING btree;
  CREATE COLLATION german FROM "C";
  CREATE CONVERSION conversion FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
  CREATE TEXT SEARCH CONFIGURATION words (COPY = simple); CREATE TEXT SEARCH DICTIONARY dictionary (template = simple);
  CREATE STATISTICS stats ON id, mood FROM loose;
  CREATE CAST (mood AS int) WITH INOUT; CREATE CAST (bytea AS name) WITH INOUT;
  CREATE EXTENSION citext; CREATE SCHEMA of_extension; CREATE EXTENSION hstore SCHEMA of_extension;
  CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;
  CREATE USER MAPPING FOR CURRENT_USER SERVER far;
  CREATE FOREIGN TABLE far_away (id int) SERVER far;
  CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER near FOREIGN DATA WRAPPER nothing;
  CREATE ACCESS METHOD second_heap TYPE TABLE HANDLER heap_tableam_handler;
  CREATE PUBLICATION all_of_it FOR ALL TABLES;
  CREATE FUNCTION no_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'not so fast'; END$$;
  CREATE RULE nothing AS ON DELETE TO loose DO INSTEAD NOTHING;
  ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
  ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
  ALTER DEFAULT PRIVILEGES GRANT USAGE ON TYPES TO reader WITH GRANT OPTION;
  ALTER DEFAULT PRIVILEGES IN SCHEMA other GRANT SELECT ON TABLES TO reader;
  GRANT CREATE ON SCHEMA public TO reader;
  SELECT lo_create(0) FROM generate_series(1, 3);
  CREATE TYPE span AS RANGE (SUBTYPE = int); CREATE TYPE other.mood_span AS RANGE (SUBTYPE = mood);
  CREATE TYPE base; CREATE FUNCTION base_in(cstring) RETURNS base LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
  CREATE FUNCTION base_out(base) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
  CREATE TYPE base (INPUT = base_in, OUTPUT = base_out, LIKE = int4);
  CREATE CAST (base AS int) WITHOUT FUNCTION AS IMPLICIT; CREATE CAST (int AS base) WITHOUT FUNCTION;
  CREATE CAST (span AS text) WITH INOUT; CREATE CAST (base AS mood) WITH INOUT; CREATE CAST (int AS other.parent) WITH INOUT;
  CREATE FUNCTION other.to_pair(int) RETURNS pair LANGUAGE sql AS 'SELECT $1, $1';
  CREATE CAST (int AS pair) WITH FUNCTION other.to_pair(int);
  CREATE DOMAIN over_positive AS positive; CREATE DOMAIN other.over_both AS over_positive; CREATE DOMAIN spans AS span[];
  CREATE FUNCTION base_less(base, base) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'int4lt';
  CREATE FUNCTION base_compare(base, base) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'btint4cmp';
  CREATE OPERATOR other.< (leftarg = base, rightarg = base, function = base_less, commutator = OPERATOR(other.>));
  CREATE OPERATOR CLASS other.base_ops DEFAULT FOR TYPE base USING btree FAMILY family AS OPERATOR 1 other.<, FUNCTION 1 base_compare(base, base);
  CREATE FUNCTION base_first(base, base) RETURNS base LANGUAGE sql AS 'SELECT $1'; CREATE AGGREGATE other.first_base(base) (sfunc = base_first, stype = base);
  CREATE TEXT SEARCH PARSER parser (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
  CREATE TEXT SEARCH TEMPLATE template (lexize = dsimple_lexize);
  CREATE TEXT SEARCH DICTIONARY other.of_template (template = template);
  CREATE TABLE other.kept (b base, s span, m mood, p pair, d other.over_both DEFAULT 1, l loose, k int REFERENCES other.parent);
  CREATE TABLE inherits () INHERITS (other.kept); CREATE INDEX ON other.kept (b other.base_ops);
  CREATE VIEW other.across AS SELECT k.s, l.id FROM other.kept k, loose_view l WHERE k.b OPERATOR(other.<) k.b;
  CREATE POLICY mine ON other.kept USING (EXISTS (SELECT FROM loose)); CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
  CREATE PUBLICATION part_of_it FOR TABLE other.kept;
  CREATE EVENT TRIGGER stubborn ON ddl_command_start EXECUTE FUNCTION no_ddl();
  CREATE EVENT TRIGGER stubborn_drops ON sql_drop EXECUTE FUNCTION no_ddl();`;

/** What the snapshot of a schema leaves out, but a reset does not. */
const outsideSnapshot = `SELECT (SELECT count(*)::int FROM pg_largeobject_metadata) AS large_objects,
  (SELECT count(*)::int FROM pg_default_acl) AS default_privileges, (SELECT count(*)::int FROM pg_am WHERE oid >= 16384) AS access_methods,
  (SELECT count(*)::int FROM pg_cast WHERE oid >= 16384) AS casts, (SELECT count(*)::int FROM pg_event_trigger) AS event_triggers,
  (SELECT count(*)::int FROM pg_foreign_data_wrapper) AS wrappers, (SELECT count(*)::int FROM pg_extension) AS extensions,
  (SELECT count(*)::int FROM pg_publication) AS publications, (SELECT count(*)::int FROM pg_transform) AS transforms,
  (SELECT count(*)::int FROM pg_amop WHERE oid >= 16384) AS family_operators,
  (SELECT nspacl::text FROM pg_namespace WHERE nspname = 'public') AS privileges_of_public,
  (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'public') AS owner_of_public`;

describe.each(testMajors(14, 18))('what --reset drops on PostgreSQL %i', (major) => {
  const server = useServer({ major, settings: { wal_level: 'logical' } });
  const database = useDatabase(server);
  const client = useClient(database);
  const project = useProject(database, {
    environment: 'development',
    development: true,
    migrations: { lockRetryForMs: 1_500 },
  });
  beforeAll(async () => {
    const admin = new Client(await server.createDatabase());
    await admin.connect();
    await admin.query("CREATE ROLE reader; CREATE ROLE app LOGIN PASSWORD 'app'; CREATE ROLE dba");
    await admin.end();
  });
  beforeEach(() => project.migration('001_users', 'CREATE TABLE users (id int);', 'DROP TABLE users;'));

  const catalog = async () => ({
    schema: await readSnapshot(client),
    more: (await client.query(outsideSnapshot)).rows[0],
  });

  it('is everything: afterwards the database is as a new one', async () => {
    await project.migrate();
    const fresh = await catalog();
    await client.query(oneOfEach);
    expect((await project.migrate(reset)).outcome).toBe('succeeded');
    expect(await catalog()).toEqual(fresh);
  });

  it('is listed before and after, with numbers', async () => {
    await project.migrate();
    await client.query(
      'CREATE SCHEMA "o""ther"; CREATE TABLE "o""ther".t (); CREATE EXTENSION citext; CREATE VIEW v AS SELECT 1',
    );
    const [refusal] = (await project.migrate({ reset: true })).refusals;
    const dropped = ['extension citext', 'schema o"ther (1 table)', 'schema public (1 table, 1 other object)'];
    expect(refusal?.message).toContain(['DROPS everything in the database:', ...dropped].join('\n    '));
    await project.migrate({ ...reset, dryRun: true });
    expect(project.events).toContainEqual(expect.objectContaining({ type: 'reset-planned', dropped }));
    await project.migrate(reset);
    expect(project.events).toContainEqual(expect.objectContaining({ type: 'database-reset', dropped }));
  });

  it('is not a database that holds objects but no table, and no stamp', async () => {
    await client.query('CREATE VIEW v AS SELECT 1');
    expect((await project.migrate(reset)).refusals).toMatchObject([{ code: 'STAMP_MISSING' }]);
    expect((await client.query("SELECT to_regclass('v') AS v")).rows).toEqual([{ v: 'v' }]);
  });

  it('needs no confirmation when it is nothing', async () => {
    expect((await project.migrate({ reset: true })).outcome).toBe('succeeded');
  });

  it('is nothing while another session uses a table, and that is named', async () => {
    await project.migrate();
    const before = await catalog();
    const other = new Client({ ...database, application_name: 'report' });
    await other.connect();
    await other.query('BEGIN; SELECT * FROM users');
    const failure = await project.migrate(reset).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'LOCK_TIMEOUT', message: expect.stringContaining('report (pid ') });
    expect(project.events).toContainEqual(expect.objectContaining({ type: 'reset-waiting' }));
    await other.end();
    expect(await catalog()).toEqual(before);
    expect((await project.migrate(reset)).outcome).toBe('succeeded');
  });

  it('is nothing when it is interrupted while it waits', async () => {
    await project.migrate();
    const before = await catalog();
    const other = new Client(database);
    await other.connect();
    await other.query('BEGIN; SELECT * FROM users');
    const controller = new AbortController();
    const running = project.migrate(reset, controller.signal).catch((error: unknown) => error);
    for (let waits = false; !waits; ) {
      const { rows } = await client.query(
        "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      waits = rows[0]?.n === 1;
    }
    controller.abort();
    expect(await running).toMatchObject({ code: 'CANCELLED' });
    await other.end();
    expect(await catalog()).toEqual(before);
  });

  it('is nothing where a subscription would go on writing', async () => {
    await project.migrate();
    await client.query(
      "CREATE SUBSCRIPTION feed CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (connect = false)",
    );
    const before = await catalog();
    expect((await project.migrate(reset)).refusals).toMatchObject([
      { code: 'RESET_BLOCKED', message: expect.stringContaining('subscription feed') },
    ]);
    expect(await catalog()).toEqual(before);
    await client.query('ALTER SUBSCRIPTION feed SET (slot_name = NONE); DROP SUBSCRIPTION feed');
  });

  describe('for a role that is no superuser', () => {
    let ours: TestProject;
    beforeEach(async () => {
      await client.query(`ALTER DATABASE "${database.database}" OWNER TO app`);
      if (major < 15) await client.query('ALTER SCHEMA public OWNER TO app');
      ours = createTestProject(
        { ...database, user: 'app', password: 'app' },
        { environment: 'development', development: true },
      );
      ours.migration('001_users', 'CREATE TABLE users (id int);', 'DROP TABLE users;');
      await ours.migrate();
    });
    afterEach(() => ours.dispose());

    it('is everything when it owns the database', async () => {
      await client.query('CREATE TABLE public.of_the_superuser ()');
      expect((await ours.migrate(reset)).outcome).toBe('succeeded');
      expect((await client.query("SELECT to_regclass('of_the_superuser') AS t")).rows).toEqual([{ t: null }]);
    });

    it.each([
      ['CREATE SCHEMA secret AUTHORIZATION dba', 'schema secret of role dba'],
      ['CREATE EXTENSION citext', 'extension citext of role postgres'],
      ['SELECT lo_create(0)', 'large objects of postgres'],
      ['CREATE PUBLICATION feed', 'publication feed of role postgres'],
    ])('is nothing after %s, and that is named', async (sql, what) => {
      await client.query(sql);
      const before = await catalog();
      const { refusals } = await ours.migrate(reset);
      expect(refusals).toMatchObject([{ code: 'RESET_BLOCKED', message: expect.stringContaining(what) }]);
      expect(await catalog()).toEqual(before);
    });
  });
});
