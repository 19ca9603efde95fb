import fc from 'fast-check';
import { anyActions } from './any-action';
import { play } from './play';
import type { Ending, Subject } from './subject';

/** What is played. */
export interface CheckOptions {
  readonly open: () => Promise<Subject>;
  /** Sequences, each of up to `length` actions; PGRESTIFY_MODEL_RUNS says another number, of fresh sequences. */
  readonly runs: number;
  readonly length: number;
  /** How long shorter sequences are looked for after a failure. */
  readonly shrinkMs: number;
}

/**
 * Plays random sequences. The first that ends otherwise than in the model is made as short as can be and thrown with
 * its seed and path, for PGRESTIFY_MODEL_SEED and PGRESTIFY_MODEL_PATH, and its actions, for `kept-cases.ts`.
 * Throws, too, when fewer were played than asked: time alone ends no check that has found nothing.
 * Answers what the sequences reached: `migrate: succeeded`, `rollback: DOWN_MISSING`.
 */
export async function checkModel({ open, runs, length, shrinkMs }: CheckOptions): Promise<ReadonlySet<string>> {
  const { PGRESTIFY_MODEL_RUNS, PGRESTIFY_MODEL_SEED, PGRESTIFY_MODEL_PATH } = process.env;
  const reached = new Set<string>();
  let played = 0;
  let shrinkUntil = Number.POSITIVE_INFINITY;
  const property = fc.asyncProperty(anyActions(length), async (actions) => {
    if (performance.now() > shrinkUntil) return;
    const subject = await open();
    try {
      await play(actions, subject, (command, ending) => {
        for (const end of wordsOf(ending)) reached.add(`${command}: ${end}`);
      });
      played += 1;
    } catch (error) {
      shrinkUntil = Math.min(shrinkUntil, performance.now() + shrinkMs);
      throw error;
    } finally {
      await subject.close();
    }
  });
  const asked = Number(PGRESTIFY_MODEL_RUNS ?? runs);
  const seed = PGRESTIFY_MODEL_SEED ?? (PGRESTIFY_MODEL_RUNS === undefined ? fixedSeed : undefined);
  await fc.assert(property, {
    numRuns: asked,
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(PGRESTIFY_MODEL_PATH !== undefined && { path: PGRESTIFY_MODEL_PATH }),
  });
  // A path replays one sequence.
  if (PGRESTIFY_MODEL_PATH === undefined && played !== asked)
    throw new Error(`Played ${played} of ${asked} sequences.`);
  return reached;
}

/** Any number does; the same one each time keeps `npm test` from failing for what nobody changed. */
const fixedSeed = 20261122;

function wordsOf(ending: Ending): readonly string[] {
  if ('thrown' in ending) return [ending.thrown];
  return [ending.outcome, ...ending.refusals.map((refusal) => refusal.split(' ', 1).join())];
}
