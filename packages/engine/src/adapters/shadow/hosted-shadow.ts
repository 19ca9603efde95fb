import type { Answers, Shadow, ShadowOrigin, ShadowState } from '../../checks/shadow/shadow';
import { EngineError } from '../../errors';
import type { HistoryStore } from '../../history/store';
import type { CatalogRow } from '../../ports';
import { PostgresHistoryStore } from '../../postgres/history/store';
import type { Session } from '../../postgres/session/session';
import { describeUnits, parseKeptUnits } from '../../schema/changes/schema-units';
import { withSession } from './hosts/own-server';
import { connectTimeoutMs, type ShadowHost, type ShadowSurroundings } from './hosts/shadow-host';
import { SnapshotSession } from './snapshot-session';

/** A shadow on a host: its connections, which come and go with what the host does. Closes the host. */
export class HostedShadow implements Shadow {
  readonly #stores = new Map<string, PostgresHistoryStore>();
  /** A connection of its own: those of the histories are busy with steps, or given up with one that failed. */
  readonly #snapshots: SnapshotSession;
  #closed: Promise<void> | undefined;

  private constructor(
    private readonly host: ShadowHost,
    private readonly surroundings: Pick<ShadowSurroundings, 'clock' | 'largeScript'>,
  ) {
    this.#snapshots = new SnapshotSession(() => host.connect());
  }

  static async open(
    host: ShadowHost,
    surroundings: Pick<ShadowSurroundings, 'clock' | 'largeScript'>,
  ): Promise<HostedShadow> {
    const shadow = new HostedShadow(host, surroundings);
    try {
      await shadow.#connect();
      return shadow;
    } catch (error) {
      await shadow.close();
      throw error;
    }
  }

  get begunWith(): ShadowState | undefined {
    return this.host.begunWith;
  }

  store(project: string): HistoryStore {
    const store = this.#stores.get(project) ?? this.#openStore(project);
    this.#stores.set(project, store);
    return store;
  }

  snapshot(): Promise<readonly CatalogRow[]> {
    return this.#snapshots.snapshot();
  }

  async ask(text: string): Promise<Answers> {
    try {
      return await this.withSession(async (session) => (await session.send({ text })).rowSets);
    } catch (error) {
      // A script changed who can connect, as by another password: who is connected still can ask.
      if (error instanceof EngineError && error.code === 'AUTHENTICATION_FAILED') return this.#snapshots.ask(text);
      throw error;
    }
  }

  withSession<T>(body: (session: Session) => Promise<T>): Promise<T> {
    return withSession(() => this.host.connect(), body);
  }

  letGo(): Promise<void> {
    return this.#snapshots.letGo();
  }

  createRole(name: string): Promise<boolean> {
    return this.host.createRole(name);
  }

  keep(state: ShadowState): Promise<boolean> {
    return this.#copy('state', (schema) => this.host.keep(state, schema));
  }

  checkpoint(): Promise<boolean> {
    return this.#copy('checkpoint', (schema) => this.host.checkpoint(schema));
  }

  async #copy(to: 'state' | 'checkpoint', copy: (schema: string) => Promise<boolean>): Promise<boolean> {
    if (!(await this.host.canGoBack(to))) return false;
    const units = await this.#snapshots.units();
    await this.#disconnect();
    const isKept = await copy(describeUnits(units));
    await this.#snapshots.open(units);
    return isKept;
  }

  async reset(to: ShadowOrigin): Promise<void> {
    await this.#disconnect();
    await this.host.reset(to);
    await this.#connect();
  }

  /** What the host is begun with is as it was when that was kept: its schema need not be read. */
  async #connect(): Promise<void> {
    const { schemaThen } = this.host;
    await this.#snapshots.open(schemaThen === undefined ? undefined : parseKeptUnits(schemaThen));
  }

  close(): Promise<void> {
    this.#closed ??= this.#disconnect().finally(() => this.host.close());
    return this.#closed;
  }

  async #disconnect(): Promise<void> {
    const stores = [...this.#stores.values()];
    this.#stores.clear();
    await this.#snapshots.close();
    for (const store of stores) await store.close();
  }

  #openStore(project: string): PostgresHistoryStore {
    const { clock, largeScript } = this.surroundings;
    return new PostgresHistoryStore({
      open: () => this.host.connect(),
      description: this.host.description,
      project,
      target: '',
      clock,
      runLockTimeoutMs: connectTimeoutMs,
      largeScript,
    });
  }
}
