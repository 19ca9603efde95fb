import { Client } from 'pg';
import { testMajors } from '../../../../testing/servers/test-majors';
import { useClient, useDatabase, useServer } from '../../../../testing/servers/use-database';
import { parseStateFacts, type StateAnswers } from '../../../lint/state/parse-state-facts';
import type { StateMatch, StateRule } from '../../../lint/state/state-rule';
import { stateRules } from '../../../lint/state-rules';
import { stateFactsSql } from './state-facts-sql';

/** What the init generator makes, as far as the examples need it. */
const prelude = `
  CREATE ROLE anon NOLOGIN; CREATE ROLE authenticated NOLOGIN; CREATE ROLE admin NOLOGIN;
  CREATE ROLE authenticator LOGIN NOINHERIT;
  GRANT anon, authenticated, admin TO authenticator; GRANT authenticated TO admin`;
const schema = `
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  CREATE SCHEMA auth;
  CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT NULL::uuid';
  GRANT USAGE ON SCHEMA auth TO anon, authenticated`;

async function readState(client: Client, roles?: readonly string[]) {
  const results: unknown = await client.query(`SET LOCAL DateStyle = 'ISO'; ${stateFactsSql({ roles })}`);
  const sets = (results as { readonly command: string; readonly rows: readonly Record<string, unknown>[] }[])
    .filter(({ command }) => command === 'SELECT')
    .map(({ rows }) => rows.map(asTexts));
  return parseStateFacts(sets, ['public']);
}

/** The engine's sessions read texts, as this driver does not. */
function asTexts(row: Record<string, unknown>): StateAnswers[number][number] {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, textOf(value)]));
}

function textOf(value: unknown): string | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

describe.each(testMajors(14, 18))('PostgreSQL %i', (major) => {
  const server = useServer({ major });
  const database = useDatabase(server);
  const client = useClient(database);
  beforeAll(async () => {
    const { database: name } = await server.createDatabase();
    const first = new Client({ ...server, database: name });
    await first.connect();
    await first.query(prelude);
    await first.end();
  });

  async function judge(sql: string, rule: StateRule): Promise<readonly StateMatch[]> {
    await client.query('BEGIN');
    await client.query(`${schema};\n${sql}`);
    const found = rule.judge(await readState(client));
    await client.query('ROLLBACK');
    return found;
  }

  const rules = stateRules.filter(({ since = 0 }) => since <= major).map((rule) => [rule.name, rule] as const);

  it.each(rules)('%s finds its example', async (_, rule) => {
    expect(await judge(rule.example, rule)).toHaveLength(1);
  });

  it.each(rules)('%s passes its safe form', async (_, rule) => {
    expect(await judge(rule.safeExample, rule)).toEqual([]);
  });

  it('takes what the authenticator is granted for roles of requests, or those that are named', async () => {
    const { api } = await readState(client);
    expect(api.roles).toEqual([
      { name: 'admin', memberOf: ['authenticated'] },
      { name: 'anon', memberOf: [] },
      { name: 'authenticated', memberOf: [] },
    ]);
    expect((await readState(client, ['admin', 'gone'])).api.roles).toEqual([{ name: 'admin', memberOf: [] }]);
  });
});
