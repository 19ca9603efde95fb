import { z } from 'zod';
import { sharedOptions, versionOption } from '../options/shared-options';

/** Options of `rollback`: the only declaration, from which types, Nx schema and documentation come. */
export const rollbackOptions = z
  .strictObject({
    to: versionOption
      .optional()
      .describe(
        'Undoes everything newer than this version or id, which stays. A date of fewer digits stands for its whole period; 0 undoes everything.',
      ),
    steps: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('How many migrations to undo. 1 unless to, lastRun, missing or file is set.'),
    lastRun: z
      .boolean()
      .optional()
      .describe('Undoes what the last run that applied something applied. false unless set.'),
    missing: z
      .boolean()
      .optional()
      .describe(
        'Undoes migrations whose files are gone although newer files exist, and half-done ones whose files are gone, with the down text stored when they were applied. false unless set.',
      ),
    file: sharedOptions.file,
    dryRun: sharedOptions.dryRun,
    environment: sharedOptions.environment,
    waitForDatabase: sharedOptions.waitForDatabase,
    docker: sharedOptions.docker,
    service: sharedOptions.service,
    network: sharedOptions.network,
    allowIrreversible: sharedOptions.allowIrreversible,
    allowRequired: sharedOptions.allowRequired,
    lock: sharedOptions.lock,
    concurrentTimeout: sharedOptions.concurrentTimeout,
    backup: sharedOptions.backup,
    confirm: sharedOptions.confirm,
    report: sharedOptions.report,
    json: sharedOptions.json,
  })
  .describe('Undoes applied migrations, the last applied first.');

export type RollbackOptions = Readonly<z.infer<typeof rollbackOptions>>;
