import { describeStatus } from '../../src/reporters/status-text';
import { summaryOf } from '../../testing/memory/memory-project';
import { useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const project = useProject(useDatabase(useServer()), { development: true });
beforeEach(() => {
  project.write('functions/f.sql', 'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;');
  project.migration('001_orders', 'CREATE TABLE orders (id int, total int);', 'DROP TABLE orders;');
});

const view = 'CREATE OR REPLACE VIEW totals AS SELECT sum(total) AS total FROM orders;';
const dropAll = 'DROP VIEW IF EXISTS totals; DROP TABLE orders;';

async function repeatables(): Promise<readonly string[]> {
  const { migrations } = await project.status();
  return migrations.filter(({ kind }) => kind === 'repeatable').map(({ id, state }) => `${id} ${state}`);
}

describe('a repeatable script of which a rollback dropped what it had made', () => {
  it.each<[string, string, string]>([
    ['a view', view, dropAll],
    [
      'a view of a quoted name, in a schema',
      'CREATE OR REPLACE VIEW public."All Totals" AS SELECT total FROM orders;',
      'DROP TABLE orders CASCADE;',
    ],
    ['grants on a table', 'GRANT SELECT ON orders TO PUBLIC;', 'DROP TABLE orders;'],
    ['a policy', 'DROP POLICY IF EXISTS p ON orders; CREATE POLICY p ON orders USING (true);', 'DROP TABLE orders;'],
    ['what a DO block makes', `DO $$ BEGIN ${view} END $$;`, dropAll],
    ['a view, by a down outside a transaction', view, `-- pgrestify: transaction off\n${dropAll}`],
  ])('is outdated and runs again: %s', async (_what, script, down) => {
    project.write('repeatable/r.sql', script);
    project.migration('001_orders', 'CREATE TABLE orders (id int, total int);', down);
    await project.migrate();
    await project.rollback();
    expect(await repeatables()).toEqual(['functions/f.sql applied', 'repeatable/r.sql outdated']);
    expect(describeStatus(await project.status(), 'table')).toContain('outdated (dropped by a rollback)');
    expect(summaryOf(await project.migrate()).steps).toEqual(['up 001_orders', 'repeat repeatable/r.sql']);
    expect(await project.status({ check: true })).toMatchObject({ outcome: 'succeeded' });
    expect((await project.migrate()).outcome).toBe('nothing-to-do');
  });

  it('is told in the log, with the rollback that did it', async () => {
    project.write('repeatable/r.sql', view);
    project.migration('001_orders', 'CREATE TABLE orders (id int, total int);', dropAll);
    await project.migrate();
    await project.rollback();
    const { events } = await project.status({ logs: true });
    expect(events.find(({ action }) => action === 'drop')).toMatchObject({
      id: 'repeatable/r.sql',
      message: 'the rollback of 001_orders dropped table public.orders, view public.totals',
    });
  });

  it('is none while what it made stays, though a later migration dropped something else that it names', async () => {
    project.write('repeatable/r.sql', 'DROP VIEW IF EXISTS old_totals; CREATE OR REPLACE VIEW one AS SELECT 1 AS one;');
    project.migration('002_items', 'CREATE TABLE items (id int);', 'DROP TABLE items;');
    await project.migrate();
    await project.rollback();
    expect(await repeatables()).toEqual(['functions/f.sql applied', 'repeatable/r.sql applied']);
  });
});
