import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { testMajors } from '../../../../testing/servers/test-majors';
import { startTestServer, type TestServer } from '../../../../testing/servers/test-server';
import { measuredColumn } from '../../../history/sql/history-sql';
import { scriptOfText } from '../../../migrations/script/read-script';
import { parseScript } from '../../../migrations/units/parse-script';
import { describeLock } from '../../../reporters/describe-lock';
import { deriveEffects } from './derive-effects';
import { locksOfMigration } from './migration-locks';
import { describeStatements } from './read-statements';
import { statementMeasure } from './statement-measure';
import { tellLocks } from './tell-locks';

// What each statement locks, rewrites and reads, on real servers. The file is what they do: after a statement stands what
// is told of it, a line each, behind the majors that do so; nothing behind a statement that nobody waits for.

const file = readFileSync(join(__dirname, 'testdata/measured-locks.txt'), 'utf8');
const tables = (name: string) => readFileSync(join(__dirname, '../../../lint/testdata/measured', name), 'utf8');

describe.each(testMajors(14, 16, 18))('on PostgreSQL %i', (major) => {
  let server: TestServer;
  let filled: Client;
  let empty: Client;

  beforeAll(async () => {
    server = await startTestServer({ major });
    filled = await connect((sql) => sql);
    // As on a shadow, where no table has a row.
    empty = await connect((sql) => sql.replaceAll(/^INSERT INTO[^;]*;$/gm, '').replace('AS SELECT 1 AS n', '(n int)'));
  });
  afterAll(async () => {
    await filled.end();
    await empty.end();
    await server.stop();
  });

  async function connect(write: (sql: string) => string): Promise<Client> {
    const client = new Client(await server.createDatabase());
    await client.connect();
    await client.query(write(tables('tables.sql')));
    if (major >= 18) await client.query(write(tables('tables-18.sql')));
    return client;
  }

  it.each(expectedOn(major))('tells of %s what the server does', async (sql, told) => {
    expect(await measure(empty, sql)).toEqual(told);
  });

  it('tells the same whether tables hold rows or not, but for partitions that a foreign key reads', async () => {
    const differing: string[] = [];
    for (const [sql, told] of expectedOn(major)) {
      if ((await measure(filled, sql)).join() !== told.join()) differing.push(sql);
    }
    expect(differing).toEqual(differsWithRows);
  });
});

/** Of an empty table a foreign key's check reads nothing; it is told of by the table to which the key refers. */
const differsWithRows = ['ALTER TABLE will_refer ADD FOREIGN KEY (p, k) REFERENCES referred (id, k)'];

function expectedOn(major: number): readonly (readonly [sql: string, told: readonly string[]])[] {
  const expected: [string, string[]][] = [];
  let since = 0;
  for (const line of file.split('\n')) {
    const section = /^-- (?:Since (\d+)$)?/.exec(line);
    const [, majors, told] = /^ {2}([\d ]+): (.*)$/.exec(line) ?? [];
    if (section) since = Number(section[1] ?? 0);
    else if (told !== undefined && majors?.split(' ').includes(String(major))) expected.at(-1)?.[1].push(told);
    else if (told === undefined && line !== '' && since <= major) expected.push([line, []]);
  }
  return expected;
}

/** Runs statements with what is read behind each, takes all back, and tells what is told of them. */
async function measure(client: Client, sql: string): Promise<readonly string[]> {
  const script = parseScript(scriptOfText(sql, 'up.sql', 'up'));
  const text = script.script.text ?? Buffer.alloc(0);
  const read = statementMeasure.behind(script.statements, text);
  const measured: string[] = [];
  const take = async (query: string) => {
    measured.push((await client.query(query)).rows[0][measuredColumn]);
  };
  await client.query('BEGIN');
  try {
    await take(statementMeasure.beginSql);
    for (const [index, { start, end }] of script.statements.entries()) {
      await client.query(text.toString('utf8', start, end));
      if (read.has(index)) await take(statementMeasure.behindSql(index));
    }
  } finally {
    await client.query('ROLLBACK');
  }
  const locks = locksOfMigration(
    { id: '', path: 'up.sql' },
    script,
    deriveEffects(measured, describeStatements(script)),
  );
  return tellLocks([locks], { kind: 'apart' })
    .map((lock) => describeLock(lock).replace(/^: | \(up\.sql:1\)$/g, ''))
    .sort();
}
