import type { StepSample } from '../../history/store';
import type { Clock } from '../../ports';
import type { BesideQuestion } from '../lock/blockers';
import type { TextRow } from '../session/message-query';
import { interpretProgress, type ProgressRow } from './interpret-progress';
import { listViewsSql, sampleSql } from './sample-sql';

/** A step that somebody watches. */
export interface SampledStep {
  /** When it began, by the clock. */
  readonly startMs: number;
  /** An SQL expression. */
  readonly workerPidSql: string;
  readonly onSampled: (sample: StepSample) => void;
}

/** Asks how far the steps of a run are. */
export interface StepSampler {
  /** What is asked beside the blockers of a step. */
  sample(step: SampledStep): BesideQuestion;
}

/** Seldom enough to cost nothing; a timer may be a little early. */
const sampleEveryMs = 900;

/** Which views the server has is asked once a run, before the first sample. */
export function openStepSampler(clock: Clock): StepSampler {
  let views: readonly string[] | undefined;
  let isRefused = false;
  return {
    sample: ({ startMs, workerPidSql, onSampled }) => {
      let askedMs = startMs;
      return {
        text: () => {
          if (isRefused || clock.monotonicMs() - askedMs < sampleEveryMs) return undefined;
          return views === undefined ? listViewsSql : sampleSql(views, workerPidSql);
        },
        take: (rows, blockers) => {
          if (views === undefined) {
            views = rows.map(({ view }) => view ?? '');
            return 'ask-again';
          }
          askedMs = clock.monotonicMs();
          const [row] = rows;
          if (row) onSampled({ ...parseSample(row), blockers });
          return 'done';
        },
        // A server that is like PostgreSQL may lack what is asked; the blockers are asked alone then.
        refused: () => {
          isRefused = true;
        },
      };
    },
  };
}

function parseSample({ view, fields, relation, wait_event: waitEvent }: TextRow): Omit<StepSample, 'blockers'> {
  const server = view && fields ? interpretProgress(view, parseFields(fields), relation ?? undefined) : undefined;
  return { ...(server && { server }), ...(waitEvent && { waitEvent }) };
}

/** The parse boundary of what the server writes as JSON. */
function parseFields(text: string): ProgressRow {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? (value as ProgressRow) : {};
}
