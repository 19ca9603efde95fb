import { Client } from 'pg';
import { containersOfRun, needingDocker } from './docker-engine';
import { type DockerServer, startDockerServer } from './docker-server';

needingDocker(describe)('a server in a container', () => {
  let server: DockerServer;

  beforeAll(async () => {
    server = await startDockerServer({ port: 'published' });
  });
  afterAll(async () => {
    await server?.stop();
    expect(containersOfRun()).not.toContain(server?.id.slice(0, 12));
  });

  it('serves on its published port, with the password of its environment', async () => {
    const { publishedPort: port, user, password, database } = server;
    const client = new Client({ host: '127.0.0.1', port, user, password, database });
    await client.connect();
    const { rows } = await client.query('SELECT current_user AS user, current_database() AS database');
    await client.end();
    expect(rows).toEqual([{ user, database }]);

    const wrong = new Client({ host: '127.0.0.1', port, user, password: 'wrong', database });
    await expect(wrong.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  it('is one of the containers of this run, and is asked from inside', () => {
    expect(containersOfRun()).toContain(server.id.slice(0, 12));
    expect(server.query('SELECT 1')).toBe('1');
    expect(server.logText()).toContain('ready to accept connections');
  });
});
