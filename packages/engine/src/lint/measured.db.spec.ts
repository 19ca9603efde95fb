import { Client } from 'pg';
import { openSession } from '../adapters/postgres/connect';
import { PostgresHistoryStore } from '../adapters/postgres/store';
import { readTableCatalog } from '../adapters/postgres/table-catalog';
import { systemClock } from '../adapters/system-clock';
import { parseScript } from '../migrations/parse-script';
import { scriptOfText } from '../migrations/read-script';
import { testMajors } from '../testing/test-majors';
import { startTestServer, type TestDatabase, type TestServer } from '../testing/test-server';
import { blockingRules } from './blocking-rules';
import { collectLookups } from './collect-lookups';
import { type BlockingFinding, findBlocking } from './find-blocking';
import { readLintScript } from './lint-script';

/** Tables with rows, and some without, for the statements below. */
const tables = `
CREATE TABLE other (id int PRIMARY KEY, n int);
INSERT INTO other SELECT g, g FROM generate_series(1, 200) g;
CREATE DOMAIN positive AS int;
CREATE DOMAIN checked AS int CHECK (VALUE > 0);
CREATE DOMAIN email AS text;
CREATE DOMAIN drawn AS float8 DEFAULT random();
CREATE DOMAIN drawn_too AS drawn;
CREATE DOMAIN undrawn AS drawn DEFAULT 5;
CREATE TABLE big (
  id int NOT NULL, n int, v int, filled int, checked_n int, must int NOT NULL, pos positive, mail email,
  short varchar(50), free text, price numeric(8,2), bits bit varying(8), fixed char(4), at timestamp, at3 timestamp(3),
  span interval(3), net cidr, tags varchar(10)[], leaned varchar(50) CHECK (leaned <> ''), indexed varchar(50),
  partly varchar(50), CONSTRAINT filled_check CHECK (filled IS NOT NULL),
  CONSTRAINT unvalidated_base CHECK (n < 100000)
);
ALTER TABLE big DROP CONSTRAINT unvalidated_base;
INSERT INTO big SELECT g, g, g, g, g, g, g, 'm', 's', 'f', 1.5, B'101', 'abcd', now(), now(), '1 s', '10.0.0.0/8', '{a}', 'l', 'i', 'p'
  FROM generate_series(1, 200) g;
ALTER TABLE big ADD CONSTRAINT unvalidated CHECK (checked_n IS NOT NULL) NOT VALID;
CREATE INDEX big_v ON big (v);
CREATE INDEX big_indexed ON big (indexed);
CREATE INDEX big_partly ON big (partly) WHERE partly <> '';
CREATE UNIQUE INDEX big_id_unique ON big (id);
CREATE UNIQUE INDEX big_v_unique ON big (v);
CREATE MATERIALIZED VIEW big_view AS SELECT id, n FROM other;
CREATE UNIQUE INDEX big_view_id ON big_view (id);
CREATE TABLE small (LIKE big);
CREATE INDEX small_v ON small (v);
CREATE TABLE parted (id int, k int) PARTITION BY LIST (k);
CREATE TABLE part_one PARTITION OF parted FOR VALUES IN (1);
CREATE TABLE part_rest PARTITION OF parted DEFAULT;
INSERT INTO parted SELECT g, 1 FROM generate_series(1, 100) g;
INSERT INTO parted SELECT g, 7 FROM generate_series(1, 100) g;
CREATE TABLE part_two (id int, k int);
INSERT INTO part_two SELECT g, 2 FROM generate_series(1, 100) g;
CREATE TABLE bare (id int, k int) PARTITION BY LIST (k);
CREATE TABLE bare_one PARTITION OF bare FOR VALUES IN (1);
INSERT INTO bare SELECT g, 1 FROM generate_series(1, 100) g;
CREATE TABLE bare_two (id int, k int, CONSTRAINT bound CHECK (k IS NOT NULL AND k = 2));
INSERT INTO bare_two SELECT g, 2 FROM generate_series(1, 100) g;
CREATE TABLE ancestor (id int);
CREATE TABLE descendant () INHERITS (ancestor);
INSERT INTO descendant SELECT g FROM generate_series(1, 100) g;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION steady() RETURNS int STABLE LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION fickle() RETURNS int VOLATILE LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE TRIGGER noted BEFORE INSERT ON big FOR EACH ROW EXECUTE FUNCTION note();
CREATE TABLE computed (n int, twice int GENERATED ALWAYS AS (n * 2) STORED);
INSERT INTO computed SELECT g FROM generate_series(1, 100) g;
CREATE UNLOGGED TABLE loose AS SELECT 1 AS n;
CREATE SCHEMA app;
CREATE TABLE app."Odd ""t""" (n int);
INSERT INTO app."Odd ""t""" SELECT g FROM generate_series(1, 100) g;
ANALYZE;`;

/** Statements that pass or are refused; the server says which it must be. */
const statements: readonly string[] = [
  'CREATE INDEX ON small (n)',
  'CREATE UNIQUE INDEX IF NOT EXISTS another ON public.big USING btree (n DESC) INCLUDE (v) WHERE n > 5',
  'CREATE INDEX IF NOT EXISTS big_v ON big (v)',
  'CREATE INDEX ON parted (id)',
  'CREATE INDEX ON ONLY parted (id)',
  'CREATE INDEX ON ancestor (id)',
  'CREATE INDEX ON app."Odd ""t""" (n)',
  'SET LOCAL search_path TO app; CREATE INDEX ON "Odd ""t""" (n)',
  'SELECT pg_catalog.set_config(\'search_path\', \'app\', true); CREATE INDEX ON "Odd ""t""" (n)',
  'DROP INDEX big_v',
  'REINDEX INDEX big_v',
  'REINDEX (VERBOSE) TABLE big',
  'REINDEX INDEX small_v',
  'ALTER TABLE big ADD COLUMN IF NOT EXISTS n int CHECK (n > 5)',
  "ALTER TABLE big ADD COLUMN a jsonb DEFAULT '{}'",
  'ALTER TABLE big ADD COLUMN a int NOT NULL DEFAULT 5',
  'ALTER TABLE big ADD COLUMN a timestamptz NOT NULL DEFAULT now()',
  'ALTER TABLE big ADD COLUMN a timestamptz DEFAULT CURRENT_TIMESTAMP',
  "ALTER TABLE big ADD COLUMN a date DEFAULT (now() + interval '1 day')::date",
  "ALTER TABLE big ADD COLUMN a varchar(20) DEFAULT upper('x')::varchar(20)",
  'ALTER TABLE big ADD COLUMN a float8 DEFAULT random()',
  'ALTER TABLE big ADD COLUMN a timestamptz DEFAULT clock_timestamp()',
  'ALTER TABLE big ADD COLUMN a int DEFAULT steady()',
  'ALTER TABLE big ADD COLUMN a int DEFAULT public.fickle()',
  'ALTER TABLE small ADD COLUMN a float8 DEFAULT random()',
  'ALTER TABLE big ADD COLUMN a positive',
  'ALTER TABLE big ADD COLUMN a positive DEFAULT 5',
  'ALTER TABLE big ADD COLUMN a checked',
  'ALTER TABLE big ADD COLUMN a checked DEFAULT 5',
  'ALTER TABLE big ADD COLUMN a public.email DEFAULT upper(current_user)',
  'ALTER TABLE big ADD COLUMN a drawn',
  'ALTER TABLE big ADD COLUMN a drawn_too NOT NULL',
  'ALTER TABLE big ADD COLUMN a drawn DEFAULT 5',
  'ALTER TABLE big ADD COLUMN a undrawn',
  'ALTER TABLE big ADD COLUMN a text COLLATE "C" DEFAULT \'x\' || random()',
  'ALTER TABLE big ADD COLUMN a bigserial',
  'ALTER TABLE big ADD COLUMN a bigint GENERATED ALWAYS AS IDENTITY',
  'ALTER TABLE big ADD COLUMN a int GENERATED BY DEFAULT AS IDENTITY (START 5)',
  'ALTER TABLE big ADD a int UNIQUE',
  'ALTER TABLE big ADD COLUMN a int CHECK (a > 0)',
  'ALTER TABLE big ADD COLUMN a int REFERENCES other (id)',
  'ALTER TABLE big ADD COLUMN a int DEFAULT 1 REFERENCES other (id) ON DELETE SET NULL',
  'ALTER TABLE big ADD COLUMN a int, ADD COLUMN b float8 DEFAULT random(), DROP COLUMN v',
  'ALTER TABLE IF EXISTS nowhere ALTER COLUMN n SET NOT NULL',
  'ALTER TABLE big ALTER COLUMN filled SET NOT NULL',
  'ALTER TABLE big ALTER checked_n SET NOT NULL',
  'ALTER TABLE big ALTER must SET NOT NULL',
  'ALTER TABLE small ALTER n SET NOT NULL',
  'ALTER TABLE ONLY ancestor ALTER id SET NOT NULL',
  'ALTER TABLE ancestor ALTER id SET NOT NULL',
  'ALTER TABLE big ALTER must DROP NOT NULL',
  'ALTER TABLE big ALTER short TYPE varchar(100)',
  'ALTER TABLE big ALTER short TYPE character varying ( 100 )',
  'ALTER TABLE big ALTER short TYPE varchar(20)',
  'ALTER TABLE big ALTER short SET DATA TYPE text',
  'ALTER TABLE big ALTER short TYPE varchar',
  'ALTER TABLE big ALTER free TYPE varchar',
  'ALTER TABLE big ALTER free TYPE varchar(100)',
  'ALTER TABLE big ALTER price TYPE numeric(12,2)',
  'ALTER TABLE big ALTER price TYPE decimal(12,4)',
  'ALTER TABLE big ALTER price TYPE numeric',
  'ALTER TABLE big ALTER bits TYPE bit varying(16)',
  'ALTER TABLE big ALTER bits TYPE varbit',
  'ALTER TABLE big ALTER fixed TYPE char(8)',
  'ALTER TABLE big ALTER fixed TYPE text',
  'ALTER TABLE big ALTER at3 TYPE timestamp(6)',
  'ALTER TABLE big ALTER at3 TYPE timestamp',
  'ALTER TABLE big ALTER at TYPE timestamp(3)',
  'ALTER TABLE big ALTER at TYPE timestamptz',
  'ALTER TABLE big ALTER span TYPE interval',
  'ALTER TABLE big ALTER net TYPE inet',
  'ALTER TABLE big ALTER tags TYPE text[]',
  'ALTER TABLE big ALTER n TYPE bigint',
  'ALTER TABLE big ALTER n TYPE int',
  'ALTER TABLE big ALTER mail TYPE text',
  'ALTER TABLE big ALTER leaned TYPE varchar(100)',
  'ALTER TABLE big ALTER leaned TYPE text',
  'ALTER TABLE big ALTER indexed TYPE varchar(100)',
  'ALTER TABLE big ALTER indexed TYPE text',
  'ALTER TABLE big ALTER partly TYPE varchar(100)',
  'ALTER TABLE big ALTER short TYPE text USING lower(short)',
  'ALTER TABLE big ALTER short TYPE text USING short',
  'ALTER TABLE big ALTER short TYPE text USING short::text',
  'ALTER TABLE big ALTER short TYPE text USING (short :: text)',
  'ALTER TABLE big ALTER short TYPE varchar(100) USING "short"::varchar(100)',
  'ALTER TABLE big ALTER short TYPE varchar(20) USING short::varchar(20)',
  'ALTER TABLE big ALTER short TYPE text USING short::varchar(20)',
  'ALTER TABLE big ALTER short TYPE text USING free::text',
  'ALTER TABLE big ALTER n TYPE bigint USING n::bigint',
  'ALTER TABLE small ALTER n TYPE bigint',
  'ALTER TABLE big ADD CHECK (n > 0)',
  'ALTER TABLE big ADD CONSTRAINT x CHECK (n > 0) NOT VALID',
  'ALTER TABLE small ADD CHECK (n > 0)',
  'ALTER TABLE big ADD FOREIGN KEY (n) REFERENCES other (id)',
  'ALTER TABLE big ADD FOREIGN KEY (n) REFERENCES other (id) NOT VALID',
  'ALTER TABLE small ADD FOREIGN KEY (n) REFERENCES other (id)',
  'ALTER TABLE big ADD PRIMARY KEY (n)',
  'ALTER TABLE big ADD UNIQUE (n)',
  'ALTER TABLE big ADD CONSTRAINT x UNIQUE USING INDEX big_v_unique',
  'ALTER TABLE big ADD PRIMARY KEY USING INDEX big_id_unique',
  'ALTER TABLE big ADD PRIMARY KEY USING INDEX big_v_unique',
  'ALTER TABLE big VALIDATE CONSTRAINT unvalidated',
  'ALTER TABLE loose SET LOGGED',
  'ALTER TABLE big SET (fillfactor = 80)',
  'ALTER TABLE big ALTER n SET STATISTICS 100',
  'ALTER TABLE big ALTER n SET DEFAULT random()',
  'ALTER TABLE big RENAME COLUMN n TO m',
  'ALTER TABLE big RENAME TO bigger',
  'ALTER TABLE big RENAME TO bigger; ALTER TABLE bigger ALTER n SET NOT NULL',
  'ALTER TABLE big RENAME TO big_old; CREATE TABLE big (n int); CREATE INDEX ON big (n)',
  'ALTER TABLE big SET SCHEMA app',
  'ALTER TABLE big DROP COLUMN n',
  'ALTER TABLE big DROP CONSTRAINT filled_check',
  'ALTER TABLE big ENABLE ROW LEVEL SECURITY',
  'ALTER TABLE big DISABLE TRIGGER noted',
  'CLUSTER big USING big_v',
  'CLUSTER small USING small_v',
  'REFRESH MATERIALIZED VIEW big_view WITH NO DATA',
  'CREATE TRIGGER t BEFORE INSERT ON big FOR EACH ROW EXECUTE FUNCTION note()',
  'DROP TRIGGER noted ON big',
  'CREATE POLICY p ON big USING (true)',
  'LOCK TABLE big',
  'LOCK TABLE big IN SHARE ROW EXCLUSIVE MODE',
  'TRUNCATE big',
  'CREATE TABLE child (id int REFERENCES other (id))',
  'CREATE TABLE fresh (n int); INSERT INTO fresh SELECT generate_series(1, 100); CREATE INDEX ON fresh (n); ALTER TABLE fresh ALTER n SET NOT NULL',
  'CREATE TABLE IF NOT EXISTS big (n int); CREATE INDEX ON big (n)',
  'DROP TABLE part_two; CREATE TABLE part_two (id int); CREATE INDEX ON part_two (id)',
  'CREATE TABLE part_nine PARTITION OF parted FOR VALUES IN (9)',
  'CREATE TABLE bare_nine PARTITION OF bare FOR VALUES IN (9)',
  'ALTER TABLE bare ATTACH PARTITION bare_two FOR VALUES IN (2)',
  'ALTER TABLE bare DETACH PARTITION bare_one',
  'ALTER DOMAIN positive ADD CHECK (VALUE > 0)',
  'ALTER DOMAIN positive ADD CHECK (VALUE > 0) NOT VALID',
  'ALTER DOMAIN positive SET NOT NULL',
  "COMMENT ON TABLE big IS 'x'",
  'GRANT SELECT ON big TO PUBLIC',
  'CREATE VIEW any_view AS SELECT id FROM big',
  'CREATE STATISTICS some_of ON id, n FROM big',
  'ANALYZE big',
];

const versionOf = (sql: string) => (/VIRTUAL|EXPRESSION|ADD CONSTRAINT nn NOT NULL/.test(sql) ? 18 : 14);

const newer: readonly string[] = [
  'ALTER TABLE big ADD COLUMN a int GENERATED ALWAYS AS (n * 2) VIRTUAL',
  'ALTER TABLE big ADD CONSTRAINT nn NOT NULL n',
  'ALTER TABLE big ADD CONSTRAINT nn NOT NULL n NOT VALID',
  'ALTER TABLE computed ALTER twice DROP EXPRESSION',
];

describe.each(testMajors(14, 18))('on PostgreSQL %i', (major) => {
  let server: TestServer;
  let database: TestDatabase;
  let client: Client;
  let store: PostgresHistoryStore;

  beforeAll(async () => {
    server = await startTestServer({ major });
    database = await server.createDatabase();
    client = new Client(database);
    await client.connect();
    await client.query("SET timezone = 'Europe/Berlin'");
    await client.query(tables);
    store = new PostgresHistoryStore({
      open: async () =>
        openSession({ kind: 'server', ssl: undefined, ...database }, { applicationName: 't', connectTimeoutMs: 5_000 }),
      description: '',
      project: 'api',
      target: '',
      clock: systemClock,
      runLockTimeoutMs: 1_000,
      largeScript: () => [],
    });
  });
  afterAll(async () => {
    await store.close();
    await client.end();
    await server.stop();
  });

  async function lint(sql: string): Promise<readonly BlockingFinding[]> {
    const parsed = parseScript(scriptOfText(sql, '1/up.sql', 'up'));
    const scripts = [readLintScript('1', '1/up.sql', parsed)];
    const catalog = await readTableCatalog(store, collectLookups(scripts), 1_000);
    return findBlocking(scripts, catalog, 1_000).findings;
  }

  const examples = blockingRules.map(({ example }) => example);
  const cases = [...examples, ...statements, ...newer].filter((sql) => versionOf(sql) <= major);

  it.each(cases)('says of %s what the server does', async (sql) => {
    const findings = await lint(sql);
    expect({ sql, blocked: summarize(findings) }).toEqual({ sql, blocked: await trace(client, sql) });
  });
});

/** A statement over a table goes to those below it. */
const roots: Readonly<Record<string, string>> = {
  'public.part_one': 'public.parted',
  'public.part_rest': 'public.parted',
  'public.descendant': 'public.ancestor',
};

function summarize(findings: readonly BlockingFinding[]): readonly string[] {
  return unique(findings.map(({ table, effect, blocks }) => describeEffect(table, effect, blocks)));
}

function describeEffect(table: string, effect: string, blocks: string): string {
  return `${roots[table] ?? table}: ${effect === 'rewrite' ? 'rewrite' : 'scan'}, ${blocks}`;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

interface Relation {
  readonly oid: number;
  readonly name: string;
  readonly kind: string;
  readonly owner: number;
  readonly file: string;
  readonly scans: number;
  readonly tuples: number;
  readonly rows: boolean;
}

const relationsSql = `SELECT c.oid::int, format('%I.%I', c.relnamespace::regnamespace, c.relname) AS name, c.relkind AS kind, coalesce(i.indrelid, c.oid)::int AS owner,
  pg_relation_filenode(c.oid)::text AS file, pg_stat_get_xact_numscans(c.oid)::int AS scans,
  pg_stat_get_xact_tuples_returned(c.oid)::int AS tuples, pg_relation_size(c.oid) > 0 AS rows
FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
WHERE c.relnamespace::regnamespace::text !~ '^pg_|^information_schema' AND c.relkind IN ('r', 'm', 'p', 'i')`;

const locksSql = `SELECT relation::int AS oid, mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted`;

/** Runs a statement, takes it back, and says which tables with rows it rewrote or read while others had to wait. */
async function trace(client: Client, sql: string): Promise<readonly string[]> {
  await client.query('BEGIN');
  try {
    const before = new Map((await client.query<Relation>(relationsSql)).rows.map((row) => [row.oid, row]));
    await client.query(sql);
    await client.query('SET LOCAL search_path TO public');
    const locks = (await client.query<{ oid: number; mode: string }>(locksSql)).rows;
    const after = new Map((await client.query<Relation>(relationsSql)).rows.map((row) => [row.oid, row]));
    const found = [...before.values()].flatMap((table) => {
      const now = after.get(table.oid);
      if (!now || !table.rows || !['r', 'm'].includes(table.kind)) return [];
      const own = locks.filter(({ oid }) => before.get(oid)?.owner === table.oid);
      const reads = own.some(({ mode }) => mode === 'AccessExclusiveLock');
      const writes = own.some(({ mode }) => ['ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock'].includes(mode));
      // These empty the table.
      if (/TRUNCATE|NO DATA/.test(sql)) return [];
      const isRewritten = now.file !== table.file;
      const isIndexed = [...before.values()].some(
        (index) =>
          index.kind === 'i' &&
          index.owner === table.oid &&
          after.has(index.oid) &&
          after.get(index.oid)?.file !== index.file,
      );
      const isRead = now.tuples > table.tuples || isIndexed;
      if (!(reads || writes) || !(isRewritten || isRead)) return [];
      // A foreign key reads both tables; the finding names the one that refers.
      if (/REFERENCES other/.test(sql) && table.name === 'public.other') return [];
      return [describeEffect(table.name, isRewritten ? 'rewrite' : 'scan', reads ? 'reads-and-writes' : 'writes')];
    });
    return unique(found);
  } finally {
    await client.query('ROLLBACK');
  }
}
