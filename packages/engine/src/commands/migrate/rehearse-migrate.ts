import type { Settings } from '../../config/settings';
import type { CommandPorts, RunResult } from '../../run/command';
import { rehearse } from '../../run/rehearse';
import { rollbackRequest } from '../rollback/rollback';
import type { MigrateOptions } from './migrate.options';
import { migrateRequest } from './migrate-request';
import { withCopySource } from './with-copy-source';

/**
 * `migrate --test`: what is pending, up, down and up on a scratch copy of the environment's database, or with `copyFrom` of
 * that environment's, as which it is then judged throughout.
 *
 * Reads the sql folder, and the database through sessions that cannot write. Writes a copy, which is dropped however it ends.
 * Ends as `succeeded`, `nothing-to-do`, `refused` (no copy was made), `failed` or `cancelled`. Throws what opening a copy
 * throws, STEP_FAILED of the SQL that makes rows anonymous, and the errors of options.
 */
export async function rehearseMigrate(
  given: Settings,
  options: MigrateOptions,
  ports: CommandPorts,
): Promise<RunResult> {
  return withCopySource(given, options, ports, ({ settings, source, wish, copy }) =>
    rehearse(
      {
        up: migrateRequest(settings, options),
        down: (steps) => rollbackRequest(settings, { steps, allowRequired: true }),
        wish,
        copy,
      },
      source,
    ),
  );
}
