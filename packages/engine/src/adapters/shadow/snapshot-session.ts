import type { CatalogRow } from '../../ports';
import type { Session } from '../../postgres/session/session';
import { parseSnapshot } from '../../schema/parse-snapshot';
import { executeSnapshotSql, prepareSnapshotSql } from '../../schema/prepared-snapshot';

/** Snapshots of a database over a connection of its own, on which the query is prepared: steps deallocate everything on theirs. */
export class SnapshotSession {
  #prepared: PreparedSession | undefined;

  constructor(private readonly connect: () => Promise<Session>) {}

  /** Connects, unless it is: before scripts run, since they may change who can. */
  async open(): Promise<void> {
    await this.#open();
  }

  /** The schema, in one message; in two when it has grown much. */
  async snapshot(): Promise<readonly CatalogRow[]> {
    return readSchema(await this.#open());
  }

  async close(): Promise<void> {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    await prepared?.session.close();
  }

  async #open(): Promise<PreparedSession> {
    this.#prepared ??= await prepare(this.connect);
    return this.#prepared;
  }
}

interface PreparedSession {
  readonly session: Session;
  readonly prepareSql: string;
  /** How many objects there were when the query was planned. */
  plannedFor: number;
}

async function prepare(connect: () => Promise<Session>): Promise<PreparedSession> {
  const session = await connect();
  const [row] = await session.rows('SET lock_timeout = 0; SET statement_timeout = 0; SHOW server_version_num');
  const prepareSql = prepareSnapshotSql(Number(row?.server_version_num));
  await session.send({ text: prepareSql });
  return { session, prepareSql, plannedFor: 0 };
}

/** A plan serves until there is twice as much to read: one for a small schema is slow on a large one. */
async function readSchema(prepared: PreparedSession): Promise<readonly CatalogRow[]> {
  const schema = parseSnapshot(await prepared.session.rows(executeSnapshotSql));
  if (schema.length > 2 * prepared.plannedFor + leastToPlanFor) {
    await prepared.session.send({ text: prepared.prepareSql });
    prepared.plannedFor = schema.length;
  }
  return schema;
}

const leastToPlanFor = 50;
