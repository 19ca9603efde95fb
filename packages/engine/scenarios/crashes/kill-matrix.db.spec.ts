import { faults } from '../../testing/kill-matrix/fault';
import { describeResult, type MatrixResult, runMatrix } from '../../testing/kill-matrix/matrix';
import { scenarios } from '../../testing/kill-matrix/scenario';
import { useServer } from '../../testing/servers/use-database';

/** One case in so many, the same at every run; a prime, so that it meets every scenario, moment and fault. */
const sampleOf = Number(process.env.KILL_MATRIX_EVERY ?? 67);

// `npm run kill-matrix` runs all of it.
describe('a run that is broken once, at a message of it, and repeated', () => {
  const server = useServer();
  let result: MatrixResult;
  beforeAll(async () => {
    result = await runMatrix({ server, every: sampleOf });
    process.stdout.write(`kill matrix, one case in ${sampleOf}: ${describeResult(result)}\n`);
  }, 600_000);

  it('loses nothing, doubles nothing, tells the truth and leaves nothing behind', () => {
    expect(result.violations).toEqual([]);
  });

  it('is tried with every fault in every scenario', () => {
    expect(result).toMatchObject({ faults: faults.length, scenarios: scenarios.length });
    expect(result.cases).toBeGreaterThan(50);
  });
});
