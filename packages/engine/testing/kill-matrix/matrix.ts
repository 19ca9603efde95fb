import { compileSources } from '../processes/compiled-sources';
import type { TestServer } from '../servers/test-server';
import { openAdministrator } from './administrator';
import { canHappen, type Fault, faults } from './fault';
import { describeCase, type MatrixCase, runCase, runCrash } from './run-case';
import { type Scenario, scenarios } from './scenario';
import { prepareStage, type Stage } from './stage';
import { openTaskPool } from './task-pool';

/** Which cases of the matrix are run. */
export interface MatrixOptions {
  readonly server: TestServer;
  /** All that need no program, unless set. */
  readonly scenarios?: readonly Scenario[];
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
  const sources = compileSources(['src', 'testing']);
  const tasks = openTaskPool(sources, busyLanes);
  const stages: Stage[] = [];
  const violations: string[] = [];
  const played: MatrixCase[] = [];
  const record = (matrixCase: MatrixCase, wrong: readonly string[]): void => {
    played.push(matrixCase);
    const description = describeCase(matrixCase);
    violations.push(...wrong.map((sentence) => `${description}: ${sentence}`));
    options.onCase?.(description, wrong);
  };
  const run = async (matrixCase: MatrixCase): Promise<void> =>
    record(matrixCase, await runCase(matrixCase, surroundings).catch(broke));
  const crash = async (cases: readonly MatrixCase[]): Promise<void> => {
    const wrong = await runCrash(cases, surroundings).catch((error) => cases.map(() => broke(error)));
    for (const [index, matrixCase] of cases.entries()) record(matrixCase, wrong[index] ?? []);
  };
  const admin = openAdministrator(server);
  const surroundings = { server, tasks, admin };
  try {
    for (const scenario of options.scenarios ?? scenarios) stages.push(await prepareStage(scenario, server, admin));
    const all = allCases(stages);
    const { only } = options;
    const chosen =
      only === undefined ? sample(all, options.every) : all.filter((each) => describeCase(each).includes(only));
    const having = (load: Load): readonly MatrixCase[] => chosen.filter(({ fault }) => loadOf(fault) === load);
    const inLanes = <T>(items: readonly T[], lanes: number, body: (item: T) => Promise<void>): Promise<void> =>
      inParallel(items, { lanes, signal: options.signal }, body);
    await Promise.all([inLanes(having('work'), busyLanes, run), inLanes(having('silence'), silentLanes, run)]);
    // A crash ends the sessions of all.
    await inLanes(batches(having('crash')), 1, crash);
    return { ...count(played), casesInAll: all.length, violations };
  } finally {
    await admin.close();
    for (const stage of stages) stage.dispose();
    await tasks.close();
    sources.dispose();
  }
}

function broke(error: Error): readonly string[] {
  return [`the case broke: ${error.stack}`];
}

/** What a case does most of its time: it works, it waits for an answer that does not come, or it needs the server alone. */
type Load = 'work' | 'silence' | 'crash';

function loadOf(fault: Fault): Load {
  switch (fault) {
    case 'the connection is half-open':
      return 'silence';
    case 'the server crashes':
      return 'crash';
    default:
      return 'work';
  }
}

/** So many cases at a time, of each load. */
const busyLanes = 4;
const silentLanes = 10;
const crashBatch = 12;

/** Works through a list, so many items at a time; once aborted, nothing more is begun. */
async function inParallel<T>(
  items: readonly T[],
  { lanes, signal }: { readonly lanes: number; readonly signal: AbortSignal | undefined },
  body: (item: T) => Promise<void>,
): Promise<void> {
  const rest = [...items];
  const lane = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined && !signal?.aborted; next = rest.shift()) await body(next);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

function batches<T>(items: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / crashBatch) }, (_, index) =>
    items.slice(index * crashBatch, (index + 1) * crashBatch),
  );
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

/** `312 fault points × 9 faults × 6 scenarios: 2417 of 2417 cases, nothing lost, nothing doubled`. */
export function describeResult(result: MatrixResult): string {
  const { points, cases, casesInAll, violations } = result;
  const verdict = violations.length === 0 ? 'nothing lost, nothing doubled' : `${violations.length} violations`;
  return `${points} fault points × ${result.faults} faults × ${result.scenarios} scenarios: ${cases} of ${casesInAll} cases, ${verdict}`;
}
