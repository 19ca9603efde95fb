import type { StatusResult } from '../../src/commands/status/status';
import { EngineError } from '../../src/errors';
import type { HistoryEvent } from '../../src/history/history';
import type { RunResult } from '../../src/run/command';
import { summaryOf } from '../memory/memory-project';
import type { Breakage, Command } from './action';
import type { Summary } from './run';

/** Where and how a command is broken: `point` counts from 0 and is taken modulo what there is. */
export interface Fault {
  readonly how: Breakage;
  readonly point: number;
  /** Every statement that the command may come to. */
  readonly statements: readonly string[];
}

/** How a command ended: its result, or the code of what it threw. */
export type Ending = Summary | { readonly thrown: string };

/** A project over a database, as far as the model test works with it. */
export interface Subject {
  /** Writes a file below the sql folder. */
  write(path: string, text: string): void;
  /** Deletes a file, or a folder with what is in it. */
  remove(path: string): void;
  run(command: Command): Promise<Ending>;
  runBroken(command: Command, fault: Fault): Promise<Ending>;
  /** Waits until nothing of a broken command can change the database any more, and answers what is there. */
  observe(): Promise<Observation>;
  close(): Promise<void>;
}

/** What there is to be compared with the model. */
export interface Observation {
  /** `id state`, in the order of a fresh run. */
  readonly states: readonly string[];
  /** In the order of application. */
  readonly rows: readonly ObservedRow[];
  /** By name. */
  readonly tables: readonly string[];
  readonly failedUps: ReadonlySet<string>;
}

/** A row of history, without what differs from run to run. */
export interface ObservedRow {
  readonly id: string;
  readonly half: string | undefined;
  readonly checksum: string;
  readonly downChecksum: string | undefined;
  readonly hasStoredDown: boolean;
}

/** The ending of a command that is under way. */
export async function endingOf(running: Promise<RunResult>): Promise<Ending> {
  try {
    const { outcome, steps, refusals } = summaryOf(await running);
    // The ids of an unknown target are suggestions.
    return {
      outcome,
      steps,
      refusals: refusals.map((text) => (text.startsWith('TARGET_UNKNOWN') ? 'TARGET_UNKNOWN' : text)),
    };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { thrown: error.code };
  }
}

/** What `status --logs` and the names of the tables say. */
export function observationOf({ migrations, events }: StatusResult, tables: Iterable<string>): Observation {
  const rows = migrations.flatMap(({ row }) => row ?? []).sort((a, b) => a.appliedOrder - b.appliedOrder);
  return {
    states: migrations.map(({ id, state }) => `${id} ${state}`),
    rows: rows.map(
      ({ id, outcome, failedDirection, unitsDone, unitStarted, checksum, downChecksum, hasStoredDown }) => {
        const started = unitStarted === undefined ? '' : ' started';
        const half = outcome === 'failed' ? `${failedDirection} ${unitsDone}${started}` : undefined;
        return { id, half, checksum, downChecksum, hasStoredDown };
      },
    ),
    tables: [...tables].sort(),
    failedUps: failedUpsOf(
      events,
      rows.map(({ id }) => id),
    ),
  };
}

/** Events come newest first. */
function failedUpsOf(events: readonly HistoryEvent[], withRow: readonly string[]): ReadonlySet<string> {
  const newest = new Map<string, HistoryEvent>();
  for (const event of events) if (event.id !== undefined && !newest.has(event.id)) newest.set(event.id, event);
  const failed = [...newest].filter(([id, { action, outcome }]) => {
    return action === 'up' && outcome === 'failed' && !withRow.includes(id) && !id.endsWith('.sql');
  });
  return new Set(failed.map(([id]) => id));
}
