import { z } from 'zod';
import { sharedOptions, versionOption } from '../options/shared-options';

/** Options of `migrate`: the only declaration, from which types, Nx schema and documentation come. */
export const migrateOptions = z
  .strictObject({
    to: versionOption
      .optional()
      .describe(
        'Applies up to and including this version or id. A date of fewer digits stands for its whole period; 0 is before the first. Everything unless set.',
      ),
    file: sharedOptions.file,
    all: z.boolean().optional().describe('Applies everything that is pending, which is also the default.'),
    force: sharedOptions.force,
    dryRun: sharedOptions.dryRun,
    environment: sharedOptions.environment,
    waitForDatabase: sharedOptions.waitForDatabase,
    createDatabase: z
      .boolean()
      .optional()
      .describe(
        'Creates the database when the server has none of that name, just before the first migration. What the config says, or false, unless set.',
      ),
    docker: sharedOptions.docker,
    service: sharedOptions.service,
    network: sharedOptions.network,
    includeTestData: z
      .boolean()
      .optional()
      .describe('Runs sql/test-data too; refused where the environment forbids it. What the config says unless set.'),
    reset: z
      .boolean()
      .optional()
      .describe(
        'Drops everything in the database and migrates from nothing. Only where the environment allows it, and confirmed with --confirm unless the database is empty. false unless set.',
      ),
    alsoReset: z
      .string()
      .optional()
      .describe(
        'Names, with commas, of other projects in the same database, whose tables and history --reset then drops, too. None unless set.',
      ),
    redo: z
      .boolean()
      .optional()
      .describe(
        'Undoes the newest applied migration, edited since, with the down text stored when it was applied, and applies it again. Only in development. false unless set.',
      ),
    rollbackTo: versionOption
      .optional()
      .describe('The same as rollback --to: undoes what was applied after this version or id.'),
    baseline: versionOption
      .optional()
      .describe(
        'Records the migrations up to and including this version or id as applied, without running anything: takes over a database that was made by other means. What comes after them stays pending. With verify the schema is compared first.',
      ),
    apartFrom: z
      .string()
      .optional()
      .describe(
        'Names, with commas, of other projects in the same database whose history has migrations of this one with the same texts: they run all the same. None unless set.',
      ),
    allowIrreversible: sharedOptions.allowIrreversible,
    allowRequired: sharedOptions.allowRequired,
    outOfOrder: z
      .boolean()
      .optional()
      .describe(
        'Applies pending migrations older than the newest applied one. What the config says unless set: true in development, false elsewhere.',
      ),
    allowEmpty: z
      .boolean()
      .optional()
      .describe(
        'Applies an up.sql without a statement, with a warning. What the config says unless set: false in development, true elsewhere.',
      ),
    verify: z
      .boolean()
      .optional()
      .describe(
        'Afterwards compares the database with what the files produce on a shadow, and runs verify.sql scripts. false unless set.',
      ),
    acceptStamp: z
      .string()
      .optional()
      .describe(
        'Another environment, whose stamp the database may have: a run that only adds goes on there. None unless set.',
      ),
    acceptExisting: z
      .boolean()
      .optional()
      .describe(
        'Migrates a database for the first time although it has tables that the migrations make, or the history of another tool that names them. Off unless set.',
      ),
    lock: sharedOptions.lock,
    concurrentTimeout: sharedOptions.concurrentTimeout,
    backup: sharedOptions.backup,
    confirm: sharedOptions.confirm,
    report: sharedOptions.report,
    json: sharedOptions.json,
  })
  .describe('Applies pending migrations and repeatable scripts.');

export type MigrateOptions = Readonly<z.infer<typeof migrateOptions>>;
