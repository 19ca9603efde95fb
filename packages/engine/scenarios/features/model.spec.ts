import { checkModel } from '../../testing/model-test/check-model';
import { keptCases } from '../../testing/model-test/kept-cases';
import { openMemorySubject } from '../../testing/model-test/memory-subject';
import { play } from '../../testing/model-test/play';

/** `PGRESTIFY_MODEL_RUNS=10000` plays so many fresh sequences. */
jest.setTimeout(process.env.PGRESTIFY_MODEL_RUNS === undefined ? 300_000 : 24 * 60 * 60 * 1000);

it.each(keptCases)('does what the model does: %s', async (_, actions) => {
  await expect(play(actions, openMemorySubject())).resolves.toBeUndefined();
});

it('does what the model does in every random sequence, which between them reach every ending', async () => {
  const open = async () => openMemorySubject();
  const reached = await checkModel({ open, runs: 250, length: 30, shrinkMs: 100_000 });
  expect(endings.filter((ending) => !reached.has(ending))).toEqual([]);
});

const endings = [
  ...['succeeded', 'nothing-to-do', 'failed', 'CHANGED', 'MISSING', 'OUT_OF_ORDER', 'HALF_DONE', 'TARGET_UNKNOWN'].map(
    (ending) => `migrate: ${ending}`,
  ),
  ...['succeeded', 'nothing-to-do', 'DOWN_MISSING', 'NOT_APPLIED', 'TARGET_UNKNOWN'].map(
    (ending) => `rollback: ${ending}`,
  ),
  ...['succeeded', 'nothing-to-do', 'TARGET_UNKNOWN'].map((ending) => `repair: ${ending}`),
  ...['succeeded', 'nothing-to-do', 'failed', 'refused'].map((ending) => `two runners: ${ending}`),
  ...['succeeded', 'failed', 'cancelled'].map((ending) => `crash of migrate: ${ending}`),
  ...['succeeded', 'failed'].map((ending) => `crash of rollback: ${ending}`),
];
