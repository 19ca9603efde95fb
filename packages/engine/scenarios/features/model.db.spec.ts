import { checkModel } from '../../testing/model-test/check-model';
import { keptCases } from '../../testing/model-test/kept-cases';
import { play } from '../../testing/model-test/play';
import { openServerSubject } from '../../testing/model-test/server-subject';
import { useServer } from '../../testing/servers/use-database';

/** `PGRESTIFY_MODEL_RUNS=1000` plays so many fresh sequences. */
jest.setTimeout(process.env.PGRESTIFY_MODEL_RUNS === undefined ? 300_000 : 24 * 60 * 60 * 1000);

const server = useServer();

it.each(keptCases)('does what the model does: %s', async (_, actions) => {
  const subject = await openServerSubject(server);
  try {
    await expect(play(actions, subject)).resolves.toBeUndefined();
  } finally {
    await subject.close();
  }
});

it('does what the model does in random sequences', async () => {
  const open = () => openServerSubject(server);
  const reached = await checkModel({ open, runs: 20, length: 20, shrinkMs: 30_000 });
  expect(endings.filter((ending) => !reached.has(ending))).toEqual([]);
});

/** Each command does what it is for; `model.spec.ts` reaches the other endings. */
const endings = ['migrate: succeeded', 'rollback: succeeded'];
