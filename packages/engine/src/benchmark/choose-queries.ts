import type { Settings } from '../config/settings';
import type { Refusal } from '../plan/plan';
import type { SqlFiles } from '../ports';
import type { BenchmarkProblem, BenchmarkQuery } from './queries/benchmark-query';
import { readQueries } from './queries/read-queries';
import { chooseTopStatements, type LeftOutStatement, type TopStatement } from './queries/top-statements';

/** What is measured; with refusals nothing is. */
export interface ChosenQueries {
  readonly queries: readonly BenchmarkQuery[];
  readonly leftOut: readonly LeftOutStatement[];
  readonly refusals: readonly Refusal[];
}

/** The queries of `sql/benchmarks`. Refused: a file that is wrong, none at all, a budget of a query that is not there. */
export function chooseFromFiles(settings: Settings, files: SqlFiles): ChosenQueries {
  const { folderPath, queries, problems } = readQueries(files, settings);
  const names = new Set(queries.map(({ name }) => name));
  const unknown = Object.keys(settings.benchmarks.queries).filter((name) => !names.has(name));
  const isWhole = problems.length === 0;
  const refusals = [
    ...problems.map(refuseProblem),
    ...(isWhole && queries.length === 0 ? [refuseNone(folderPath)] : []),
    ...(isWhole && queries.length > 0 ? unknown.map((name) => refuseUnknown(name, folderPath)) : []),
  ];
  return { queries, leftOut: [], refusals };
}

/** Those of the top statements of pg_stat_statements that can be compared. Refused: none. Pure. */
export function chooseFromTop(statements: readonly TopStatement[], serverVersion: number): ChosenQueries {
  const { queries, leftOut } = chooseTopStatements(statements, serverVersion);
  if (queries.length > 0) return { queries, leftOut, refusals: [] };
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))];
  const message = ['pg_stat_statements has no statement of this database that can be compared.', ...reasons].join('\n');
  const hint = 'Let the application run for a while first, or write queries into sql/benchmarks.';
  return { queries, leftOut, refusals: [{ code: 'BENCHMARKS_MISSING', message, ids: [], hint, waivedBy: undefined }] };
}

function refuseProblem({ path, line, column, message }: BenchmarkProblem): Refusal {
  const at = line === undefined ? path : `${path}:${line}:${column ?? 1}`;
  return {
    code: 'BENCHMARK_INVALID',
    message: `${at}: ${message}`,
    ids: [],
    hint: 'Correct the file; nothing was copied or run.',
    waivedBy: undefined,
  };
}

function refuseNone(folderPath: string): Refusal {
  return {
    code: 'BENCHMARKS_MISSING',
    message: `${folderPath} holds no query to measure.`,
    ids: [],
    hint: 'Write one, a file with a SELECT; or pass --benchmark=top:20 for the top statements of pg_stat_statements.',
    waivedBy: undefined,
  };
}

function refuseUnknown(name: string, folderPath: string): Refusal {
  return {
    code: 'BENCHMARK_INVALID',
    message: `The config has a budget of the query "${name}", and there is no ${folderPath}/${name}.sql.`,
    ids: [],
    hint: 'Correct the name in `benchmarks.queries`, or take it out.',
    waivedBy: undefined,
  };
}
