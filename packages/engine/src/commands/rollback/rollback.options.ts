import { declareCommand, type OptionsOf } from '../options/option-declaration';
import { sharedOptions, version } from '../options/shared-options';

/** Options of `rollback`: the only declaration of each. */
export const rollbackOptions = declareCommand('rollback', 'Undoes applied migrations, the last applied first.', {
  to: {
    ...version,
    description:
      'Undoes everything newer than this version or id, which stays. A date of fewer digits stands for its whole period; 0 undoes everything.',
    excludes: ['steps', 'lastRun', 'missing'],
    dependency: 'refused',
  },
  steps: {
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000,
    description: 'How many migrations to undo. 1 unless to, lastRun, missing or file is set.',
    excludes: ['lastRun', 'missing'],
    dependency: 'refused',
  },
  lastRun: {
    type: 'boolean',
    description: 'Undoes what the last run that applied something applied. false unless set.',
    excludes: ['missing'],
    dependency: 'refused',
  },
  missing: {
    type: 'boolean',
    description:
      'Undoes migrations whose files are gone although newer files exist, and half-done ones whose files are gone, with the down text stored when they were applied. false unless set.',
    dependency: 'refused',
  },
  file: { ...sharedOptions.file, excludes: ['to', 'steps', 'lastRun', 'missing'] },
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
  progress: sharedOptions.progress,
  report: sharedOptions.report,
  json: sharedOptions.json,
});

export type RollbackOptions = OptionsOf<typeof rollbackOptions>;
