import { Client } from 'pg';
import { createHistorySql } from '../../src/history/layout';
import { testMajors } from '../../testing/servers/test-majors';
import type { TestDatabase } from '../../testing/servers/test-server';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const role = 'app "x"';
const quotedRole = '"app ""x"""';

describe.each(testMajors(14, 18))('a role with few rights on PostgreSQL %i', (major) => {
  const server = useServer({ major });
  const database = useDatabase(server);
  const owner = useClient(database);
  const project = useProject(() => ({ ...database, user: role, password: 'app' }));
  beforeAll(async () => {
    await asOwner(`CREATE ROLE ${quotedRole} LOGIN PASSWORD 'app'`, { ...(await server.createDatabase()) });
  });
  beforeEach(async () => {
    await owner.query(`CREATE SCHEMA app AUTHORIZATION ${quotedRole}`);
    project.migration('001_a', 'CREATE TABLE app.a ();', 'DROP TABLE app.a;');
  });

  async function asOwner(sql: string, where: TestDatabase): Promise<void> {
    const client = new Client(where);
    await client.connect();
    await client.query(sql);
    await client.end();
  }

  /** Runs the statements that a hint tells an owner to run. */
  async function follow(hint: string | undefined): Promise<void> {
    const [, sql] = /^Run as an owner: (.*;)$/.exec(hint ?? '') ?? [];
    await owner.query(sql ?? `no statement in the hint: ${hint}`);
  }

  const errorOf = async (): Promise<{ readonly code?: string; readonly hint?: string | undefined } | undefined> => {
    const { outcome, steps } = await project.migrate();
    return outcome === 'failed' ? steps[0]?.error : undefined;
  };

  it('is told which GRANT lets it create the history, and with that it can', async () => {
    project.migration('002_b', 'CREATE TABLE app.b ();');
    const error = await errorOf();
    expect(error).toMatchObject({ code: 'PRIVILEGE_MISSING' });
    expect((await project.status()).migrations.map(({ state }) => state)).toEqual(['pending', 'pending']);
    await follow(error?.hint);
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect((await project.rollback()).refusals).toMatchObject([{ code: 'DOWN_MISSING' }]);
  });

  it.each([
    ['', ''],
    [', where functions are nobody’s by default', 'ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;'],
  ])('can use a history that a DBA made beforehand, with the rights that the layout names%s', async (_where, sql) => {
    await owner.query(`${sql} ${createHistorySql}`);
    const refused = await project.status().catch((error: { code: string; hint: string }) => error);
    expect(refused).toMatchObject({ code: 'PRIVILEGE_MISSING' });
    await follow('hint' in refused ? refused.hint : undefined);
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect((await project.rollback()).outcome).toBe('succeeded');
    expect((await project.status({ history: true })).events).toHaveLength(2);
  });

  it('does without the functions for steps where an older history lacks them, and makes them where it may', async () => {
    await owner.query(createHistorySql);
    await owner.query(`GRANT USAGE ON SCHEMA pgrestify TO ${quotedRole};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgrestify TO ${quotedRole}`);
    await owner.query(`DO $$ DECLARE f text; BEGIN
  FOR f IN SELECT oid::regprocedure FROM pg_proc WHERE proname IN ('begin_step', 'record_up') LOOP EXECUTE 'DROP FUNCTION ' || f; END LOOP;
END $$`);
    const functions = async () =>
      (await owner.query("SELECT proname FROM pg_proc WHERE pronamespace = 'pgrestify'::regnamespace ORDER BY 1")).rows;
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(await functions()).toEqual([{ proname: 'refuse' }]);
    await owner.query(`GRANT CREATE ON SCHEMA pgrestify TO ${quotedRole}`);
    expect((await project.migrate()).outcome).toBe('nothing-to-do');
    expect(await functions()).toEqual([{ proname: 'refuse' }]);
    project.migration('002_b', 'CREATE TABLE app.b ();');
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(await functions()).toEqual([{ proname: 'begin_step' }, { proname: 'record_up' }, { proname: 'refuse' }]);
    const written =
      "SELECT to_jsonb(m) - '{id,version,checksum,applied_at,applied_order,duration_ms,run_id,up_text,down_text,down_checksum}'::text[] AS row";
    const { rows } = await owner.query(`${written} FROM pgrestify.migrations m ORDER BY id`);
    expect(rows[0]).toEqual(rows[1]);
  });

  const unusable: readonly [string, string][] = [
    ['are not for it', 'REVOKE EXECUTE ON FUNCTION pgrestify.begin_step, pgrestify.record_up FROM PUBLIC'],
    [
      'are not for it, which may make others',
      `REVOKE EXECUTE ON FUNCTION pgrestify.begin_step, pgrestify.record_up FROM PUBLIC; GRANT CREATE ON SCHEMA pgrestify TO ${quotedRole}`,
    ],
    [
      'are of a role that has no say over the history',
      `CREATE OR REPLACE FUNCTION pgrestify.begin_step(worker bigint, token bigint, before text, settings text[]) RETURNS void
  LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'with your rights'; END $$;
ALTER FUNCTION pgrestify.begin_step OWNER TO pg_monitor`,
    ],
    [
      'are missing, and an event trigger refuses them',
      `GRANT CREATE ON SCHEMA pgrestify TO ${quotedRole};
DROP FUNCTION pgrestify.begin_step; DROP FUNCTION pgrestify.record_up;
CREATE FUNCTION no_functions() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no functions here'; END $$;
CREATE EVENT TRIGGER no_functions ON ddl_command_end WHEN TAG IN ('CREATE FUNCTION') EXECUTE FUNCTION no_functions()`,
    ],
  ];
  it.each(unusable)('does without the functions for steps where they %s', async (_what, sql) => {
    await owner.query(createHistorySql);
    await owner.query(`GRANT USAGE ON SCHEMA pgrestify TO ${quotedRole};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgrestify TO ${quotedRole}; ${sql}`);
    project.migration('002_b', 'CREATE TABLE app.b ();');
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect((await project.migrate()).outcome).toBe('nothing-to-do');
  });

  it('is told which GRANT is missing when it may only read the history', async () => {
    await owner.query(createHistorySql);
    await owner.query(
      `GRANT USAGE ON SCHEMA pgrestify TO ${quotedRole}; GRANT SELECT ON ALL TABLES IN SCHEMA pgrestify TO ${quotedRole}`,
    );
    const error = await errorOf();
    expect(error).toMatchObject({ code: 'PRIVILEGE_MISSING' });
    await follow(error?.hint);
    expect((await project.migrate()).outcome).toBe('succeeded');
  });

  it('can use an empty schema that is its own, and is told how when it is somebody else’s', async () => {
    await owner.query(`CREATE SCHEMA pgrestify; GRANT ALL ON SCHEMA pgrestify TO ${quotedRole}`);
    const error = await errorOf();
    expect(error).toMatchObject({ code: 'PRIVILEGE_MISSING' });
    await follow(error?.hint);
    expect((await project.migrate()).outcome).toBe('succeeded');
  });

  it('is told that it may not connect, and how it may', async () => {
    await owner.query(`REVOKE CONNECT ON DATABASE "${database.database}" FROM PUBLIC`);
    const error = await project.migrate().catch((caught: { code: string; hint: string }) => caught);
    expect(error).toMatchObject({ code: 'PRIVILEGE_MISSING' });
    await follow('hint' in error ? error.hint : undefined);
    await expect(project.status()).resolves.toMatchObject({ outcome: 'succeeded' });
  });

  it('gets the error of its script when that needs a right which it has not', async () => {
    await owner.query(`GRANT CREATE ON DATABASE "${database.database}" TO ${quotedRole}`);
    project.migration('001_a', 'CREATE TABLE app.a ();\nCREATE ROLE other;');
    expect(await errorOf()).toMatchObject({
      code: 'STEP_FAILED',
      sqlState: '42501',
      location: { line: 2 },
      hint: expect.stringMatching(/Grant the role that right|Only roles with/),
    });
  });

  it('cannot read through our functions what it may not read', async () => {
    await owner.query(`GRANT CREATE ON DATABASE "${database.database}" TO ${quotedRole}`);
    await project.migrate();
    const { rows } = await owner.query(
      "SELECT count(*)::int AS definers FROM pg_proc WHERE pronamespace = 'pgrestify'::regnamespace AND prosecdef",
    );
    expect(rows).toEqual([{ definers: 0 }]);
  });
});
