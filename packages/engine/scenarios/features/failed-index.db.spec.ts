import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

describe('a concurrent index that the server refused', () => {
  const server = useServer();
  const database = useDatabase(server);
  const client = useClient(database);
  const project = useProject(database);
  beforeEach(() => client.query('CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1, 1), (1, 2)'));

  const columnsOf = async (name: string) => {
    const { rows } = await client.query('SELECT indexdef FROM pg_indexes WHERE indexname = $1', [name]);
    return rows.map(({ indexdef }) => /\(.*\)/.exec(indexdef)?.[0]);
  };

  it('can be corrected, since nothing of it is left', async () => {
    project.migration('001_i', 'CREATE TABLE u ();\nCREATE INDEX CONCURRENTLY t_i ON t (nope);');
    expect((await project.migrate()).outcome).toBe('failed');
    project.migration('001_i', 'CREATE TABLE u ();\nCREATE INDEX CONCURRENTLY t_i ON t (b);');
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(await columnsOf('t_i')).toEqual(['(b)']);
  });

  it('is not taken for done when another index has its name', async () => {
    await client.query('CREATE INDEX t_i ON t (a)');
    project.migration('001_i', 'CREATE INDEX CONCURRENTLY t_i ON t (b);');
    for (const _attempt of ['first', 'second']) {
      const { outcome, steps } = await project.migrate();
      expect([outcome, steps[0]?.error?.sqlState]).toEqual(['failed', '42P07']);
    }
    expect(await columnsOf('t_i')).toEqual(['(a)']);
  });

  it('does not cost an invalid index of somebody else', async () => {
    await client.query('CREATE UNIQUE INDEX CONCURRENTLY t_i ON t (a)').catch(() => {});
    project.migration('001_i', 'CREATE INDEX CONCURRENTLY t_i ON t (b);');
    for (const _attempt of ['first', 'second']) expect((await project.migrate()).outcome).toBe('failed');
    expect(await columnsOf('t_i')).toEqual(['(a)']);
  });
});
