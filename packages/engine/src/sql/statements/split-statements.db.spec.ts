import { Client } from 'pg';

import { testMajors } from '../../../testing/servers/test-majors';
import { startTestServer, type TestServer } from '../../../testing/servers/test-server';
import { splitStatements } from './split-statements';

/** Lexical traps whose meaning a server can show, each as a list of texts of `SELECT` and what they select. */
const traps = [
  { name: 'a backslash in a plain string', sql: "SELECT ';\\', ';'; SELECT 1", values: [';\\', 1] },
  { name: 'a backslash in an escape string', sql: "SELECT E'\\';'; SELECT 1", values: ["';", 1] },
  { name: 'an escape string that goes on', sql: "SELECT E'a'\n 'b\\';'; SELECT 1", values: ["ab';", 1] },
  { name: 'one that goes on after a comment', sql: "SELECT E'a' -- ;\n 'b\\';'; SELECT 1", values: ["ab';", 1] },
  { name: 'one that goes on below a comment', sql: "SELECT E'a'\n--;\n 'b\\';'; SELECT 1", values: ["ab';", 1] },
  { name: 'a comment that a lone CR ends', sql: 'SELECT 1 -- ;\r+ 1; SELECT 1', values: [2, 1] },
  { name: 'a nested comment', sql: 'SELECT 1 /* /* ; */ ; */; SELECT 1', values: [1, 1] },
  { name: 'an operator that ends where a comment begins', sql: 'SELECT 1 +-- ;\n1; SELECT 1', values: [2, 1] },
  { name: 'dollar quotes with other tags inside', sql: 'SELECT $a$;$b$;$$;$a$; SELECT 1', values: [';$b$;$$;', 1] },
  { name: 'a dollar inside a name', sql: 'SELECT a$b$ FROM (VALUES (2)) AS t(a$b$); SELECT 1', values: [2, 1] },
] as const;

describe.each(testMajors(14, 18))('splitStatements and a server of PostgreSQL %i', (major) => {
  let server: TestServer;
  let client: Client;
  beforeAll(async () => {
    server = await startTestServer({ major });
    client = new Client(await server.createDatabase());
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await server.stop();
  });

  it.each(traps)('agree on $name', async ({ sql, values }) => {
    const text = Buffer.from(sql);
    const results: unknown[] = [];
    for (const { start, end } of splitStatements(text).statements) {
      const { rows } = await client.query({ text: text.toString('utf8', start, end), rowMode: 'array' });
      results.push(rows[0][0]);
    }
    expect(results).toEqual(values);
  });
});
