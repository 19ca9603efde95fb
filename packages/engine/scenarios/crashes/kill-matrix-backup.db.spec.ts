import { describeResult, type MatrixResult, runMatrix } from '../../testing/kill-matrix/matrix';
import { backupScenario } from '../../testing/kill-matrix/scenario';
import { needingPgDump } from '../../testing/servers/pg-dump';
import { useServer } from '../../testing/servers/use-database';

/** One case in so many, the same at every run; a prime, so that it meets every moment and fault. */
const sampleOf = Number(process.env.KILL_MATRIX_EVERY ?? 11);

needingPgDump(describe)('a run with a backup that is broken once, also at a message of pg_dump, and repeated', () => {
  const server = useServer({ major: 15 });
  let result: MatrixResult;
  beforeAll(async () => {
    result = await runMatrix({ server, every: sampleOf, scenarios: [backupScenario] });
    process.stdout.write(`kill matrix of the backup, one case in ${sampleOf}: ${describeResult(result)}\n`);
  }, 600_000);

  it('loses nothing, doubles nothing, tells the truth and leaves nothing behind', () => {
    expect(result.violations).toEqual([]);
    expect(result.cases).toBeGreaterThan(10);
  });
});
