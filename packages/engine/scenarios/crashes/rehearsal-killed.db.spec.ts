import { eventually } from '../../testing/eventually';
import { type CompiledSources, compileSources } from '../../testing/processes/compiled-sources';
import { rehearseUntil } from '../../testing/rehearsals/rehearse-until';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

// All phases, on a gigabyte and in both ways of a copy: `npm run rehearse:large`.

const server = useServer();
const database = useDatabase(server);
const administrator = useClient(database, { database: 'postgres' });
const project = useProject(database);
let sources: CompiledSources;
beforeAll(() => {
  sources = compileSources(['src', 'testing']);
});
afterAll(() => sources.dispose());

const scratchNames = async () =>
  (await administrator.query("SELECT datname FROM pg_database WHERE datname LIKE 'pgrestify_scratch_%'")).rows;

const countOthers = async () =>
  (await administrator.query("SELECT FROM pg_stat_activity WHERE application_name LIKE 'pgrestify%'")).rowCount;

it.each(['copying', 'copied', 'down'] as const)(
  'a rehearsal that is killed when it is at "%s" leaves a copy, which the next one drops, and the database as it was',
  async (phase) => {
    project.migration('001_a', 'CREATE TABLE a AS SELECT 1 AS n;', 'DROP TABLE a;');
    await project.migrate();
    project.migration('002_b', 'UPDATE a SET n = 2;', 'UPDATE a SET n = 1;');
    const task = { settings: project.settings, options: { withData: 'raw' } };
    expect(await rehearseUntil(phase, task, sources)).toBe('killed');
    await eventually('the server has noticed', async () => (await countOthers()) === 0);
    if (phase !== 'copying') expect(await scratchNames()).toHaveLength(1);
    expect(await project.migrate({ test: true })).toMatchObject({ outcome: 'succeeded' });
    expect(await scratchNames()).toEqual([]);
    expect((await project.status()).migrations.map(({ state }) => state)).toEqual(['applied', 'pending']);
  },
);
