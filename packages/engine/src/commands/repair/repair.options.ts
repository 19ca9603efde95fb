import { z } from 'zod';
import { sharedOptions, versionOption } from '../options/shared-options';

/** Options of `repair`: the only declaration, from which types, Nx schema and documentation come. */
export const repairOptions = z
  .strictObject({
    checksums: z
      .boolean()
      .optional()
      .describe(
        'Accepts migrations that were edited after they were applied: history takes their texts and checksums. With id also a half-done one of which what had run was edited.',
      ),
    missing: z
      .boolean()
      .optional()
      .describe(
        'Forgets applied scripts whose files are gone; what they made stays. One that is newer than every file, or stopped part way, only with id.',
      ),
    failed: z
      .boolean()
      .optional()
      .describe(
        'Settles statements outside a transaction that were begun and whose end is not known, where the catalog tells.',
      ),
    stamp: z
      .boolean()
      .optional()
      .describe(
        'Stamps the database as this environment, as after restoring a dump of another; repairs nothing else. false unless set.',
      ),
    from: z
      .string()
      .optional()
      .describe(
        'Another project in the same database, whose history becomes that of this one, as after a project was renamed; repairs nothing else. None unless set.',
      ),
    id: versionOption.optional().describe('Repairs only this migration or repeatable script: its id, or its version.'),
    as: z
      .enum(['applied', 'pending', 'done', 'not-done'])
      .optional()
      .describe(
        'With id: what is so. The migration is applied or pending; or the statement that was begun is done or not-done.',
      ),
    allowRequired: sharedOptions.allowRequired,
    dryRun: sharedOptions.dryRun,
    waitForDatabase: sharedOptions.waitForDatabase,
    environment: sharedOptions.environment,
    docker: sharedOptions.docker,
    service: sharedOptions.service,
    network: sharedOptions.network,
    confirm: sharedOptions.confirm,
    report: sharedOptions.report,
    json: sharedOptions.json,
  })
  .describe('Corrects what history says where it is not so; runs no script, and nothing without --confirm.');

export type RepairOptions = Readonly<z.infer<typeof repairOptions>>;
