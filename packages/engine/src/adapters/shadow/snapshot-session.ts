import type { Answers } from '../../checks/shadow/shadow';
import type { CatalogRow } from '../../ports';
import { MessageError } from '../../postgres/session/message-query';
import type { Session } from '../../postgres/session/session';
import { parseUnits, type SchemaUnits, withChanges } from '../../schema/changes/schema-units';
import {
  catalogsSql,
  holdSql,
  letGoSql,
  prepareChangesSql,
  prepareSnapshotSql,
  readAllSql,
  readChangesSql,
} from '../../schema/prepared-snapshot';

/**
 * Snapshots of a database over a connection of its own, on which the queries are prepared: steps deallocate everything on
 * theirs. After the first one it reads only what was changed.
 */
export class SnapshotSession {
  #prepared: PreparedSession | undefined;

  constructor(private readonly connect: () => Promise<Session>) {}

  /**
   * Connects, unless it is: before scripts run, since they may change who can. A schema that is known to be that of this
   * moment need not be read.
   */
  async open(known?: SchemaUnits): Promise<void> {
    const prepared = await this.#open();
    if (known === undefined || prepared.schema !== undefined) return;
    await prepared.session.send({ text: holdSql });
    prepared.schema = known;
  }

  /** The schema of this moment by its units, for `open`. */
  async units(): Promise<SchemaUnits> {
    const prepared = await this.#open();
    prepared.schema = (await readChanges(prepared)) ?? (await readAll(prepared));
    return prepared.schema;
  }

  /** The schema, in any order. Between two of them objects that are the same rows of the catalog are the same object here. */
  async snapshot(): Promise<readonly CatalogRow[]> {
    const rows = [...(await this.units()).values()].flat();
    await planFor(rows.length, await this.#open());
    return rows;
  }

  /** Lets go of the state of the last snapshot: what runs outside a transaction may wait for who sees an older one. */
  async letGo(): Promise<void> {
    if (this.#prepared?.schema === undefined) return;
    this.#prepared.schema = undefined;
    await this.#prepared.session.send({ text: letGoSql });
  }

  /** The rows of each statement of a message that only reads. The next snapshot reads the whole schema. */
  async ask(text: string): Promise<Answers> {
    await this.letGo();
    const { session } = await this.#open();
    return (await session.send({ text })).rowSets;
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
  /** As of the transaction that is open. */
  schema: SchemaUnits | undefined;
}

async function prepare(connect: () => Promise<Session>): Promise<PreparedSession> {
  const session = await connect();
  const timeouts = ['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout'];
  const { rowSets } = await session.send({
    text: `${timeouts.map((name) => `SET ${name} = 0;`).join(' ')} SHOW server_version_num; ${catalogsSql}`,
  });
  const [[version] = [], catalogs = []] = rowSets;
  const serverVersion = Number(version?.server_version_num);
  const names = catalogs.flatMap(({ relname }) => relname ?? []);
  const prepareSql = `${prepareSnapshotSql(serverVersion)}\n${prepareChangesSql(serverVersion, names)}`;
  await session.send({ text: prepareSql });
  return { session, prepareSql, plannedFor: 0, schema: undefined };
}

/** Undefined when only the whole schema tells. */
async function readChanges({ session, schema }: PreparedSession): Promise<SchemaUnits | undefined> {
  if (schema === undefined) return undefined;
  try {
    const { rowSets } = await session.send({ text: readChangesSql });
    const [, [changed] = [], rows = []] = rowSets;
    return changed && withChanges(schema, changed, rows);
  } catch (error) {
    // A script may have taken the right to read all catalogs.
    if (error instanceof MessageError) return undefined;
    throw error;
  }
}

async function readAll({ session }: PreparedSession): Promise<SchemaUnits> {
  const { rowSets } = await session.send({ text: readAllSql });
  return parseUnits(rowSets[0] ?? []);
}

/** A plan serves until there is twice as much to read: one for a small schema is slow on a large one. */
async function planFor(objects: number, prepared: PreparedSession): Promise<void> {
  if (objects <= 2 * prepared.plannedFor + leastToPlanFor) return;
  await prepared.session.send({ text: prepared.prepareSql });
  prepared.plannedFor = objects;
}

const leastToPlanFor = 50;
