import type { TestMajor } from './test-majors';

export interface TestServerOptions {
  /** One of {@link testMajors}; the embedded server's default otherwise. */
  readonly major?: TestMajor;
  /** Lines of postgresql.conf, over those that make a test server fast. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Password of the user postgres; random by default. */
  readonly password?: string;
  /** Where its folder is: in memory (the default, where that is roomy), or on disk for much data. */
  readonly storage?: 'memory' | 'disk';
}

/** How to connect to a database of a test server; fits `pg`'s client. */
export interface TestDatabase {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: 'postgres';
  readonly password: string;
  readonly database: string;
}

/** A PostgreSQL server of one spec's own, or the given one while it is that spec's turn. */
export interface TestServer {
  readonly major: TestMajor;
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: 'postgres';
  readonly password: string;
  readonly dataPath: string;
  /** Pid of the postmaster. */
  readonly pid: number;
  /** Makes an empty database; a random name by default. */
  createDatabase(name?: string): Promise<TestDatabase>;
  /** Stops the server in order and deletes its folder; takes a given server back to what it was. */
  stop(): Promise<void>;
  /** Stops it like a crash (`-m immediate`); `restart` brings it back, with recovery. */
  kill(): Promise<void>;
  /** Stops it in order if it runs, and starts it on the same port. */
  restart(): Promise<void>;
  /** Everything that it has logged. */
  logText(): string;
}
