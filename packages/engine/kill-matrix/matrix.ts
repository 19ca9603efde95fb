import { compileSources } from '../src/testing/compiled-sources';
import type { TestServer } from '../src/testing/test-server';
import { canHappen, type Fault, faults } from './fault';
import { describeCase, type MatrixCase, runCase } from './run-case';
import { scenarios } from './scenario';
import { prepareStage, type Stage } from './stage';
import { openTaskPool } from './task-pool';

/** Which cases of the matrix are run. */
export interface MatrixOptions {
  readonly server: TestServer;
  /** Every n-th case of the whole, spread over all of its dimensions; 1 is all. */
  readonly every: number;
  /** Runs only cases whose description holds this. */
  readonly only?: string;
  /** Once aborted, no case is begun any more. */
  readonly signal?: AbortSignal;
  /** Told of each case that ended. */
  readonly onCase?: (description: string, violations: readonly string[]) => void;
}

/** What was tried and what was wrong. */
export interface MatrixResult {
  /** How many of each dimension occur in the cases that were run, and of how many cases in all they are. */
  readonly points: number;
  readonly faults: number;
  readonly scenarios: number;
  readonly cases: number;
  readonly casesInAll: number;
  readonly violations: readonly string[];
}

/** Runs the matrix, or a sample of it, on one server: a database and a proxy for each case. */
export async function runMatrix(options: MatrixOptions): Promise<MatrixResult> {
  const { server } = options;
  const sources = compileSources(['src', 'kill-matrix']);
  const tasks = openTaskPool(sources, concurrency);
  const stages: Stage[] = [];
  const violations: string[] = [];
  const run = async (matrixCase: MatrixCase): Promise<void> => {
    if (options.signal?.aborted) return;
    const wrong = await runCase(matrixCase, { server, tasks }).catch((error: Error) => [
      `the case broke: ${error.stack}`,
    ]);
    const description = describeCase(matrixCase);
    violations.push(...wrong.map((sentence) => `${description}: ${sentence}`));
    options.onCase?.(description, wrong);
  };
  try {
    for (const scenario of scenarios) stages.push(await prepareStage(scenario, server));
    const all = allCases(stages);
    const { only } = options;
    const chosen =
      only === undefined ? sample(all, options.every) : all.filter((each) => describeCase(each).includes(only));
    await inParallel(
      chosen.filter(({ fault }) => !concernsServer(fault)),
      run,
    );
    // Each of these ends the sessions of all.
    for (const matrixCase of chosen.filter(({ fault }) => concernsServer(fault))) await run(matrixCase);
    return { ...count(chosen), casesInAll: all.length, violations };
  } finally {
    for (const stage of stages) stage.dispose();
    await tasks.close();
    sources.dispose();
  }
}

const concurrency = 4;

function concernsServer(fault: Fault): boolean {
  return fault === 'the server crashes';
}

function allCases(stages: readonly Stage[]): readonly MatrixCase[] {
  return stages.flatMap((stage) =>
    stage.points.flatMap((point) =>
      faults.filter((fault) => canHappen(fault, point)).map((fault) => ({ stage, point, fault })),
    ),
  );
}

/** Every n-th. Points come in the order of the run and faults within a point, so a stride that shares no factor with their number spreads over both. */
function sample(cases: readonly MatrixCase[], every: number): readonly MatrixCase[] {
  return cases.filter((_, index) => index % every === 0);
}

function count(cases: readonly MatrixCase[]): Pick<MatrixResult, 'points' | 'faults' | 'scenarios' | 'cases'> {
  return {
    points: new Set(cases.map(({ point }) => point)).size,
    faults: new Set(cases.map(({ fault }) => fault)).size,
    scenarios: new Set(cases.map(({ stage }) => stage)).size,
    cases: cases.length,
  };
}

async function inParallel<T>(items: readonly T[], body: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const lane = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) await body(next);
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}

/** `312 fault points × 9 faults × 6 scenarios: 2417 of 2417 cases, nothing lost, nothing doubled`. */
export function describeResult(result: MatrixResult): string {
  const { points, cases, casesInAll, violations } = result;
  const verdict = violations.length === 0 ? 'nothing lost, nothing doubled' : `${violations.length} violations`;
  return `${points} fault points × ${result.faults} faults × ${result.scenarios} scenarios: ${cases} of ${casesInAll} cases, ${verdict}`;
}
