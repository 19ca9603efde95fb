import fc from '../../testing/properties';
import { useClient, useDatabase, useServer } from '../../testing/servers/use-database';
import { type Session, sessionOf } from '../postgres/session/session';
import { seedCatalogSql } from './catalog/catalog-sql';
import { parseSeedCatalog } from './catalog/parse-catalog';
import { type SeededTable, seedRows } from './rows/seed-rows';
import { seedSessionOf, withoutTriggersSql } from './rows/seed-session';
import type { RowVariety } from './values/column-values';

const server = useServer();
const database = useDatabase(server);
const client = useClient(database);
let session: Session;

beforeEach(() => {
  session = sessionOf(client);
});

const one = 'CREATE TABLE t (id int PRIMARY KEY';

describe('rows that are made up', () => {
  it.each<readonly [string, string, ...(readonly string[])]>([
    ['keys of their own', `${one}, b bigserial, c int GENERATED ALWAYS AS IDENTITY, UNIQUE (b, c))`, 't'],
    ['a column that is generated', `${one}, twice int GENERATED ALWAYS AS (id * 2) STORED)`, 't'],
    ['no column', 'CREATE TABLE t ()', 't'],
    ['names to be quoted', 'CREATE TABLE t ("Order" int NOT NULL, "a ""b" text NOT NULL)', 't'],
    ['an enum', `CREATE TYPE mood AS ENUM ('sad', 'ok'); ${one}, m mood NOT NULL)`, 't'],
    ['a domain', `CREATE DOMAIN mail AS text CHECK (VALUE ~ '@'); ${one}, m mail NOT NULL)`, 't'],
    ['a domain that is not null', `CREATE DOMAIN pos AS int NOT NULL CHECK (VALUE > 0); ${one}, p pos)`, 't'],
    ['a composite type', `CREATE TYPE pair AS (a int, b text); ${one}, p pair NOT NULL)`, 't'],
    [
      'arrays',
      `CREATE TYPE mood AS ENUM ('sad'); ${one}, a text[] NOT NULL, m mood[] NOT NULL, n varchar(3)[] NOT NULL)`,
      't',
    ],
    ['ranges that must not meet', `${one}, during int4range NOT NULL, EXCLUDE USING gist (during WITH &&))`, 't'],
    ['times that must not meet', `${one}, during tstzrange NOT NULL, EXCLUDE USING gist (during WITH &&))`, 't'],
    [
      'checks',
      `${one} CHECK (id > 0), s text NOT NULL CHECK (s IN ('a', 'b')), p numeric(5, 2) NOT NULL CHECK (p >= 0))`,
      't',
    ],
    ['checks over two columns', `${one}, a date NOT NULL, b date NOT NULL, CHECK (a < b))`, 't'],
    [
      'checks of lengths',
      `${one}, s text NOT NULL CHECK (length(s) BETWEEN 5 AND 20), c text NOT NULL CHECK (c ~ '^[A-Z]{3}$'))`,
      't',
    ],
    ['lengths', `${one}, c char(2) NOT NULL, v varchar(5) NOT NULL UNIQUE, b bit(3) NOT NULL)`, 't'],
    ['a unique expression', `${one}, s text NOT NULL); CREATE UNIQUE INDEX ON t (lower(s))`, 't'],
    [
      'partitions by list',
      `CREATE TABLE t (k text NOT NULL) PARTITION BY LIST (k); CREATE TABLE p PARTITION OF t FOR VALUES IN ('a', 'b')`,
      't',
    ],
    [
      'partitions by range',
      `CREATE TABLE t (d date NOT NULL) PARTITION BY RANGE (d); CREATE TABLE p PARTITION OF t FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')`,
      'p',
    ],
    [
      'partitions by hash',
      'CREATE TABLE t (k int PRIMARY KEY) PARTITION BY HASH (k); CREATE TABLE p PARTITION OF t FOR VALUES WITH (modulus 1, remainder 0)',
      't',
    ],
    ['a reference', `${one}); CREATE TABLE u (t int NOT NULL REFERENCES t)`, 't', 'u'],
    ['a reference of its key', `${one}); CREATE TABLE u (t int PRIMARY KEY REFERENCES t)`, 't', 'u'],
    ['a reference to itself', `${one}, parent int NOT NULL REFERENCES t)`, 't'],
    [
      'references in a circle',
      `${one}, u int NOT NULL); CREATE TABLE u (id int PRIMARY KEY, t int NOT NULL REFERENCES t); ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES u`,
      't',
      'u',
    ],
    [
      'references that share a column',
      `CREATE TABLE tenants (id int PRIMARY KEY);
       CREATE TABLE users (tenant int NOT NULL REFERENCES tenants, id int, PRIMARY KEY (tenant, id));
       CREATE TABLE projects (tenant int NOT NULL REFERENCES tenants, id int, PRIMARY KEY (tenant, id));
       CREATE TABLE t (tenant int NOT NULL, u int NOT NULL, p int NOT NULL,
         FOREIGN KEY (tenant, u) REFERENCES users, FOREIGN KEY (tenant, p) REFERENCES projects)`,
      't',
      'users',
      'tenants',
    ],
    [
      'a reference to rows that are there',
      `CREATE TABLE roles (name text PRIMARY KEY CHECK (name = lower(name) AND length(name) = 5));
       INSERT INTO roles VALUES ('admin'), ('guest');
       CREATE TABLE t (role text NOT NULL REFERENCES roles)`,
      't',
    ],
    [
      'a trigger that refuses',
      `${one}); CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
       CREATE TRIGGER no BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION no()`,
      't',
    ],
  ])('are taken by tables with %s', async (_, sql, ...tables) => {
    for (const variety of ['extreme', 'plain'] as const) {
      const { seeded, counts } = await seed(sql, variety);
      expect([variety, reasons(seeded)]).toEqual([variety, []]);
      for (const table of tables) expect([table, (counts.get(table) ?? 0) > 0]).toEqual([table, true]);
    }
  });

  it('have doubles and NULL where the schema allows them, and are told apart where it does not', async () => {
    await seed(`${one}, a text, b int NOT NULL, u text UNIQUE)`, 'extreme', 'kept');
    const { rows } = await client.query(
      'SELECT count(*)::int AS n, count(a)::int AS a, count(DISTINCT a)::int AS da, count(DISTINCT b)::int AS b, count(u)::int AS u FROM t',
    );
    expect(rows).toEqual([{ n: 3, a: 2, da: 1, b: 2, u: 2 }]);
  });

  it('are said not to be taken where a check cannot be met', async () => {
    const { seeded } = await seed(`${one}, CHECK (id = 1 AND id = 2))`, 'extreme');
    expect(reasons(seeded)).toEqual(['new row for relation "t" violates check constraint "t_id_check"']);
  });
});

const types = [
  'smallint',
  'int',
  'bigint',
  'numeric',
  'numeric(6,2)',
  'real',
  'double precision',
  'money',
  'boolean',
  'text',
  'varchar(4)',
  'char(3)',
  'name',
  'uuid',
  'date',
  'time',
  'timetz',
  'timestamp',
  'timestamptz',
  'interval',
  'json',
  'jsonb',
  'jsonpath',
  'bytea',
  'bit(4)',
  'varbit(5)',
  'inet',
  'cidr',
  'macaddr',
  'macaddr8',
  'point',
  'line',
  'lseg',
  'box',
  'path',
  'polygon',
  'circle',
  'tsvector',
  'tsquery',
  'pg_lsn',
  'oid',
  'regclass',
  'int4range',
  'numrange',
  'daterange',
  'tstzrange',
  'int[]',
  'text[]',
  'uuid[]',
  'mood',
  'mood[]',
  'pair',
  'positive',
  'code',
] as const;

/** Types whose values can be compared, so that they can be keys. */
const comparable = ['int', 'bigint', 'text', 'uuid', 'varchar(4)', 'timestamptz', 'positive', 'code'] as const;

const column = fc.record({
  type: fc.constantFrom(...types),
  null: fc.constantFrom('', ' NOT NULL'),
});

const table = fc.record({
  key: fc.constantFrom(...comparable),
  columns: fc.array(column, { maxLength: 6 }),
  uniques: fc.array(fc.record({ type: fc.constantFrom(...comparable), null: fc.constantFrom('', ' NOT NULL') }), {
    maxLength: 2,
  }),
  refers: fc.array(
    fc.record({ to: fc.nat(4), null: fc.constantFrom('', ' NOT NULL'), key: fc.constantFrom('', ' UNIQUE') }),
    { maxLength: 2 },
  ),
});

describe('rows of any table', () => {
  it('insert, and keep to every constraint', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(table, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('extreme', 'plain'),
        async (tables, variety) => {
          const sql = [
            `CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE pair AS (a int, b text);
           CREATE DOMAIN positive AS int CHECK (VALUE > 0); CREATE DOMAIN code AS text CHECK (VALUE ~ '^[a-z0-9]+$')`,
            ...tables.map(
              ({ key, columns, uniques }, index) =>
                `CREATE TABLE t${index} (${[
                  `id ${key} PRIMARY KEY`,
                  ...columns.map((each, place) => `c${place} ${each.type}${each.null}`),
                  ...uniques.map((each, place) => `u${place} ${each.type}${each.null} UNIQUE`),
                ].join(', ')})`,
            ),
            ...tables.flatMap(({ refers }, index) =>
              refers.map((each, place) => {
                const to = each.to % tables.length;
                return `ALTER TABLE t${index} ADD r${place} ${tables[to]?.key}${each.null}${each.key} REFERENCES t${to}`;
              }),
            ),
          ].join(';\n');
          const { seeded } = await seed(sql, variety);
          expect(reasons(seeded)).toEqual([]);
          expect(seeded).toHaveLength(tables.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

interface Seeded {
  readonly seeded: readonly SeededTable[];
  readonly counts: ReadonlyMap<string, number>;
}

/** In a transaction, at whose end every foreign key is checked by being made anew. */
async function seed(sql: string, variety: RowVariety, end: 'kept' | 'taken back' = 'taken back'): Promise<Seeded> {
  await session.send({ text: `ROLLBACK; BEGIN;\n${sql}` });
  const names = (
    await session.rows(
      "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')",
    )
  ).map(({ relname }) => relname ?? '');
  const catalog = parseSeedCatalog((await session.rows(seedCatalogSql({ names, qualified: [], schemas: [] })))[0]);
  await session.send({ text: withoutTriggersSql });
  const seeded = await seedRows(catalog, variety, seedSessionOf(session));
  await session.send({ text: checkForeignKeysSql });
  const counts = new Map<string, number>();
  for (const name of names) {
    const [row] = await session.rows(
      `SELECT CASE WHEN to_regclass('public."${name}"') IS NULL THEN '0' ELSE (xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM public."${name}"', false, true, '')))[1]::text END AS n`,
    );
    counts.set(name, Number(row?.n ?? 0));
  }
  await session.send({ text: end === 'kept' ? 'COMMIT' : 'ROLLBACK' });
  return { seeded, counts };
}

const checkForeignKeysSql = `SET LOCAL session_replication_role = origin;
DO $$ DECLARE f record; BEGIN
  FOR f IN SELECT conrelid::regclass AS t, pg_get_constraintdef(oid) AS def FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 LOOP
    EXECUTE format('ALTER TABLE %s ADD %s', f.t, f.def);
  END LOOP;
END $$`;

function reasons(seeded: readonly SeededTable[]): readonly string[] {
  return seeded.flatMap(({ reason }) => reason ?? []);
}
