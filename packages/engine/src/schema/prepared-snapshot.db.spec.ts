import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { readSnapshot } from '../../testing/schemas/read-snapshot';
import { testMajors } from '../../testing/servers/test-majors';
import { useServer } from '../../testing/servers/use-database';
import type { CatalogRow } from '../ports';
import { executeSnapshotSql, parseSnapshot, prepareSnapshotSql } from '.';

const baseSql = readFileSync(join(__dirname, 'testdata/base.sql'), 'utf8');

/** What makes the server plan a prepared query again, or would have to. */
const changes: readonly (readonly [string, string | readonly string[]])[] = [
  ['an empty database', 'SELECT'],
  ['every kind of object', baseSql],
  ['a schema more', 'CREATE SCHEMA more; CREATE TABLE more.t (v int)'],
  ['a column of another type', 'ALTER TABLE more.t ALTER v TYPE bigint'],
  [
    'functions and operators that are called like the system',
    "CREATE FUNCTION more.quote_ident(name) RETURNS text LANGUAGE sql AS $$ SELECT 'hijacked' $$",
  ],
  ['the catalog written anew', ['VACUUM FULL pg_class', 'VACUUM FULL pg_attribute', 'ANALYZE']],
  [
    'very many tables',
    "DO $$ BEGIN FOR i IN 1..300 LOOP EXECUTE format('CREATE TABLE more.t%s (id int PRIMARY KEY)', i); END LOOP; END $$",
  ],
  ['settings of the database', "ALTER DATABASE prepared SET DateStyle = 'German, DMY'"],
];

describe.each(testMajors(14, 18))('a prepared snapshot on PostgreSQL %i', (major) => {
  const server = useServer({ major });

  it('gives the rows of the message, also after the schema changed under it', async () => {
    const database = await server.createDatabase('prepared');
    const [writer, reader] = [new Client(database), new Client(database)];
    await Promise.all([writer.connect(), reader.connect()]);
    await writer.query('CREATE ROLE drift_r');
    const { rows } = await reader.query<{ server_version_num: string }>('SHOW server_version_num');
    const prepareSql = prepareSnapshotSql(Number(rows[0]?.server_version_num));
    await reader.query(prepareSql);
    for (const [what, sql] of changes) {
      for (const text of [sql].flat()) await writer.query(text);
      const prepared = await readPrepared(reader);
      expect({ what, rows: prepared }).toEqual({ what, rows: await readSnapshot(writer) });
    }
    const before = await readPrepared(reader);
    await reader.query(prepareSql);
    expect(await readPrepared(reader)).toEqual(before);
    await Promise.all([writer.end(), reader.end()]);
  });
});

async function readPrepared(client: Client): Promise<readonly CatalogRow[]> {
  return parseSnapshot((await client.query(executeSnapshotSql)).rows);
}
