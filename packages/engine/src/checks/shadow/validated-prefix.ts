import type { Clock } from '../../ports';
import { type Finding, hasErrors } from '../finding';
import type { MigrationLocks } from './locks/migration-locks';
import type { MadeRole, ShadowRun } from './shadow-run';

/** What keeping states needs. */
export interface ValidatedPrefixOptions {
  readonly run: ShadowRun;
  /** Of the states before the first migration, after it, after the next …: see `deriveStateKeys`. */
  readonly keys: readonly string[];
  readonly clock: Clock;
  /** Whether every check so far passed, the one that runs left out: only what is sound is kept. */
  readonly isSound: () => boolean;
}

/** What a later run has to know of a state. */
interface Note {
  readonly findings: readonly Finding[];
  readonly roles: readonly MadeRole[];
  readonly idle: readonly string[];
  readonly locks: readonly MigrationLocks[];
}

/** A state is worth its copy (about half a second) when it spares so many round trips, or so much time. */
const leastGain = { migrations: 10, durationMs: 1_000 };

/**
 * The migrations at the head that an earlier run validated, in whose state the shadow was begun; and the states that this
 * run keeps for later ones. So the cost of validating a new migration does not grow with the number of old ones.
 */
export class ValidatedPrefix {
  /** How many migrations were validated already. */
  readonly count: number;
  /** What was found in them; none is an error. */
  readonly findings: readonly Finding[];
  /** Roles that were made for them, or for what comes before them. */
  readonly roles: readonly MadeRole[];
  /** Those of them whose up changes nothing. */
  readonly idle: readonly string[];
  /** What the ups of them did to tables. */
  readonly locks: readonly MigrationLocks[];
  readonly #startMs: number;

  constructor(private readonly options: ValidatedPrefixOptions) {
    const { run, keys, clock } = options;
    const { key, note } = run.begunWith ?? {};
    this.count = key === undefined ? 0 : keys.indexOf(key);
    // The parse boundary: `keep` of the same version of the engine wrote it.
    const noted: Note =
      note === undefined ? { findings: [], roles: [], idle: [], locks: [] } : (JSON.parse(note) as Note);
    this.findings = noted.findings;
    this.roles = noted.roles;
    this.idle = noted.idle;
    this.locks = noted.locks;
    this.#startMs = clock.monotonicMs();
  }

  /** Whether all that comes before the migrations is done on the shadow, too. */
  get isBegun(): boolean {
    return this.options.run.begunWith !== undefined;
  }

  /** Keeps the state after so many migrations, with what was found in them, if that is worth it. */
  async keep(count: number, { findings, ...found }: Omit<Note, 'roles'>): Promise<void> {
    const { run, keys, isSound } = this.options;
    const key = keys[count];
    if (key === undefined || hasErrors(findings) || !isSound() || !this.#pays(count)) return;
    const note: Note = { findings, roles: [...this.roles, ...run.roles], ...found };
    await run.keep({ key, note: JSON.stringify(note) });
  }

  #pays(count: number): boolean {
    const gain = count - this.count;
    const spentMs = this.options.clock.monotonicMs() - this.#startMs;
    return gain >= leastGain.migrations || (gain > 0 && spentMs >= leastGain.durationMs);
  }
}
