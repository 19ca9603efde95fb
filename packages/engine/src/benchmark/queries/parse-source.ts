import { EngineError } from '../../errors';

/** Where the queries of a run come from. */
export type BenchmarkSource =
  /** The files of `sql/benchmarks`. */
  | { readonly kind: 'files' }
  /** So many statements of pg_stat_statements, those first that took most time in sum. */
  | { readonly kind: 'top'; readonly count: number };

/** What `--benchmark` says. Throws OPTION_INVALID. */
export function parseBenchmarkSource(option: true | string): BenchmarkSource {
  // Nx hands over a text where an option takes both.
  if (option === true || option === 'true' || option === '') return { kind: 'files' };
  const count = Number(/^top:(\d{1,4})$/.exec(option)?.[1] ?? 0);
  if (count >= 1 && count <= maxTop) return { kind: 'top', count };
  throw new EngineError('OPTION_INVALID', `--benchmark=${option} says neither files nor statements.`, {
    hint: `Pass --benchmark for the files of sql/benchmarks, or --benchmark=top:20 for the top statements of pg_stat_statements, up to ${maxTop}.`,
  });
}

const maxTop = 1_000;
