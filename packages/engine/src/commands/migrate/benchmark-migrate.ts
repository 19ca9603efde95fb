import { parseBenchmarkSource } from '../../benchmark/queries/parse-source';
import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import { benchmark } from '../../run/benchmark';
import type { CommandPorts, RunResult } from '../../run/command';
import type { MigrateOptions } from './migrate.options';
import { migrateRequest } from './migrate-request';
import { withCopySource } from './with-copy-source';

/**
 * `migrate --benchmark`: queries before and after what is pending, each on a scratch copy of the environment's database with
 * its rows.
 *
 * Reads the sql folder, `sql/benchmarks` or pg_stat_statements, and the database through sessions that cannot write. Writes
 * two copies, which are dropped however it ends. Ends as `succeeded`, `nothing-to-do`, `refused` (no copy was made), or
 * `failed`: a query is over its budget or fails, or a migration did. Throws what opening a copy throws, STATEMENTS_UNKNOWN,
 * CANCELLED and the errors of options.
 */
export async function benchmarkMigrate(
  given: Settings,
  options: MigrateOptions & { readonly benchmark: string | true },
  ports: CommandPorts,
): Promise<RunResult> {
  const queries = parseBenchmarkSource(options.benchmark);
  const { withData = true } = options;
  if (withData === false) {
    throw new EngineError(
      'OPTION_INVALID',
      '--no-with-data and --benchmark contradict each other: times of empty tables say nothing.',
      {
        hint: 'Leave --no-with-data out.',
      },
    );
  }
  return withCopySource(given, { ...options, withData }, ports, ({ settings, source, wish, copy }) =>
    benchmark({ up: migrateRequest(settings, options), queries, wish, copy }, source),
  );
}
