import { docker, ensurePostgresImage, postgresImage, runLabels } from './docker-engine';

export interface DockerServerOptions {
  /** Whether its port is published on a free port of this machine. */
  readonly port: 'published' | 'unpublished';
  /** Beside the password; over the variables of the image. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A PostgreSQL server in a container of one spec's own. */
export interface DockerServer {
  readonly id: string;
  readonly name: string;
  readonly user: 'app';
  readonly password: string;
  /** Made with the server. */
  readonly database: 'shop';
  /** Port on 127.0.0.1 of this machine; throws when it is not published. */
  readonly publishedPort: number;
  /** Rows of a query, unaligned and without a header, asked by the container's own psql. */
  query(sql: string, database?: string): string;
  /** Everything that it has logged. */
  logText(): string;
  /** Lines of its log that tell of a backend that died, or of what the postmaster does then. */
  crashes(): readonly string[];
  stop(): Promise<void>;
}

/** Of the server's superuser, unlike any word of a message. */
const password = 'p4ss of/the container';

/** Starts one with its data in memory, and waits until it serves. Call `stop()` in `afterAll`. */
export async function startDockerServer(options: DockerServerOptions): Promise<DockerServer> {
  ensurePostgresImage();
  // Its helper, which removes what a killed run leaves, is an image that a machine without a registry cannot have.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  const { GenericContainer, Wait } = await import('testcontainers');
  const definition = new GenericContainer(postgresImage)
    .withEnvironment({
      POSTGRES_USER: 'app',
      POSTGRES_PASSWORD: password,
      POSTGRES_DB: 'shop',
      POSTGRES_INITDB_ARGS: '--no-sync',
      ...options.environment,
    })
    .withTmpFs({ '/var/lib/postgresql/data': 'rw' })
    .withLabels(runLabels())
    // A crash of the machine does not matter to a test, time does.
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'full_page_writes=off'])
    .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
    .withStartupTimeout(60_000);
  if (options.port === 'published') definition.withExposedPorts(5432);
  const container = await definition.start();
  const id = container.getId();
  return {
    id,
    name: container.getName().replace(/^\//, ''),
    user: 'app',
    password,
    database: 'shop',
    get publishedPort() {
      return container.getMappedPort(5432);
    },
    query: (sql, database = 'shop') => docker('exec', id, 'psql', '-U', 'app', '-d', database, '-XAtqc', sql).trimEnd(),
    logText: () => docker('logs', id),
    crashes: () => docker('logs', id).split('\n').filter(isOfCrash),
    stop: async () => {
      await container.stop();
    },
  };
}

function isOfCrash(line: string): boolean {
  return /was terminated by signal|terminating any other active server processes|reinitializing|PANIC:/.test(line);
}
