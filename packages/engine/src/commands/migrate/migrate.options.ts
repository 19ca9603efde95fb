import { declareCommand, type OptionsOf } from '../options/option-declaration';
import { sharedOptions, version } from '../options/shared-options';

/** What is for the database itself, and not for copies of it. */
const onlyInDatabase = [
  'dryRun',
  'reset',
  'redo',
  'rollbackTo',
  'baseline',
  'file',
  'verify',
  'force',
  'backup',
  'createDatabase',
  'confirm',
] as const;

/** Options of `migrate`: the only declaration of each. */
export const migrateOptions = declareCommand('migrate', 'Applies pending migrations and repeatable scripts.', {
  to: {
    ...version,
    description:
      'Applies up to and including this version or id. A date of fewer digits stands for its whole period; 0 is before the first. Everything unless set.',
    excludes: ['rollbackTo'],
    dependency: 'refused',
  },
  file: { ...sharedOptions.file, excludes: ['to', 'all', 'reset', 'redo', 'rollbackTo'] },
  all: {
    type: 'boolean',
    description: 'Applies everything that is pending, which is also the default.',
    excludes: ['to', 'rollbackTo'],
    dependency: 'own',
  },
  force: { ...sharedOptions.force, excludes: ['rollbackTo'] },
  dryRun: sharedOptions.dryRun,
  environment: sharedOptions.environment,
  waitForDatabase: sharedOptions.waitForDatabase,
  createDatabase: {
    type: 'boolean',
    description:
      'Creates the database when the server has none of that name, just before the first migration. What the config says, or false, unless set.',
    excludes: ['rollbackTo'],
    dependency: 'own',
  },
  docker: sharedOptions.docker,
  service: sharedOptions.service,
  network: sharedOptions.network,
  includeTestData: {
    type: 'boolean',
    description: 'Runs sql/test-data too; refused where the environment forbids it. What the config says unless set.',
    excludes: ['rollbackTo'],
    dependency: 'refused',
  },
  reset: {
    type: 'boolean',
    description:
      'Drops everything in the database and migrates from nothing. Only where the environment allows it, and confirmed with --confirm unless the database is empty. false unless set.',
    excludes: ['redo', 'rollbackTo'],
    dependency: 'refused',
  },
  alsoReset: {
    type: 'string',
    description:
      'Names, with commas, of other projects in the same database, whose tables and history --reset then drops, too. None unless set.',
    excludes: ['rollbackTo'],
    requires: ['reset'],
    dependency: 'refused',
  },
  redo: {
    type: 'boolean',
    description:
      'Undoes the newest applied migration, edited since, with the down text stored when it was applied, and applies it again. Only in development. false unless set.',
    excludes: ['rollbackTo', 'to'],
    dependency: 'refused',
  },
  rollbackTo: {
    ...version,
    description: 'The same as rollback --to: undoes what was applied after this version or id.',
    dependency: 'refused',
  },
  baseline: {
    ...version,
    description:
      'Records the migrations up to and including this version or id as applied, without running anything: takes over a database that was made by other means. What comes after them stays pending. With verify the schema is compared first.',
    excludes: [
      'to',
      'all',
      'file',
      'reset',
      'redo',
      'rollbackTo',
      'force',
      'outOfOrder',
      'allowEmpty',
      'includeTestData',
      'alsoReset',
      'createDatabase',
      'apartFrom',
      'acceptExisting',
    ],
    dependency: 'refused',
  },
  apartFrom: {
    type: 'string',
    description:
      'Names, with commas, of other projects in the same database whose history has migrations of this one with the same texts: they run all the same. None unless set.',
    excludes: ['rollbackTo'],
    dependency: 'refused',
  },
  allowIrreversible: sharedOptions.allowIrreversible,
  allowRequired: sharedOptions.allowRequired,
  outOfOrder: {
    type: 'boolean',
    description:
      'Applies pending migrations older than the newest applied one. What the config says unless set: true in development, false elsewhere.',
    excludes: ['rollbackTo'],
    dependency: 'own',
  },
  allowEmpty: {
    type: 'boolean',
    description:
      'Applies an up.sql without a statement, with a warning. What the config says unless set: false in development, true elsewhere.',
    excludes: ['rollbackTo'],
    dependency: 'own',
  },
  verify: {
    type: 'boolean',
    description:
      'Afterwards compares the database with what the files produce on a shadow, and runs verify.sql scripts. false unless set.',
    excludes: ['rollbackTo'],
    dependency: 'own',
  },
  test: {
    type: 'boolean',
    description:
      'Rehearses what is pending on a scratch copy of the database: up, down and up again, with times, locks, rewrites and lost rows. The database itself is only read. false unless set.',
    excludes: [...onlyInDatabase],
    dependency: 'refused',
  },
  copyFrom: {
    type: 'string',
    description:
      'With test or benchmark: the environment whose database is copied, and as which it is judged. This one unless set.',
    requires: ['test', 'benchmark'],
    dependency: 'refused',
  },
  withData: {
    type: ['boolean', 'string'],
    description:
      'With test: copies the rows too, as benchmark does anyway. Of an environment that is not development they are made anonymous first, by anonymize; raw takes them as they are. false unless set.',
    requires: ['test', 'benchmark'],
    dependency: 'refused',
  },
  anonymize: {
    type: 'string',
    description:
      'With withData: SQL that makes the rows of the copy anonymous, before anything else is done with it. What rehearsal.anonymize of the config says unless set.',
    requires: ['test', 'benchmark'],
    dependency: 'refused',
  },
  benchmark: {
    type: ['boolean', 'string'],
    description:
      'Times the queries of sql/benchmarks before and after what is pending, on scratch copies of the database with its rows; top:20 takes the top statements of pg_stat_statements. One that is over its budget, or fails, fails the run. The database itself is only read. false unless set.',
    excludes: ['test', ...onlyInDatabase],
    dependency: 'refused',
  },
  acceptStamp: {
    type: 'string',
    description:
      'Another environment, whose stamp the database may have: a run that only adds goes on there. None unless set.',
    excludes: ['rollbackTo', 'reset', 'redo'],
    dependency: 'own',
  },
  acceptExisting: {
    type: 'boolean',
    description:
      'Migrates a database for the first time although it has tables that the migrations make, or the history of another tool that names them. Off unless set.',
    excludes: ['rollbackTo'],
    dependency: 'own',
  },
  lock: sharedOptions.lock,
  concurrentTimeout: sharedOptions.concurrentTimeout,
  backup: sharedOptions.backup,
  confirm: sharedOptions.confirm,
  progress: sharedOptions.progress,
  report: sharedOptions.report,
  json: sharedOptions.json,
});

export type MigrateOptions = OptionsOf<typeof migrateOptions>;
