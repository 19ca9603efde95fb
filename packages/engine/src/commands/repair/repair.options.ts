import { declareCommand, type OptionsOf } from '../options/option-declaration';
import { sharedOptions, version } from '../options/shared-options';

/** Options of `repair`: the only declaration of each. */
export const repairOptions = declareCommand(
  'repair',
  'Corrects what history says where it is not so; runs no script, and nothing without --confirm.',
  {
    checksums: {
      type: 'boolean',
      description:
        'Accepts migrations that were edited after they were applied: history takes their texts and checksums. With id also a half-done one of which what had run was edited.',
      dependency: 'refused',
    },
    missing: {
      type: 'boolean',
      description:
        'Forgets applied scripts whose files are gone; what they made stays. One that is newer than every file, or stopped part way, only with id.',
      dependency: 'refused',
    },
    failed: {
      type: 'boolean',
      description:
        'Settles statements outside a transaction that were begun and whose end is not known, where the catalog tells.',
      dependency: 'refused',
    },
    stamp: {
      type: 'boolean',
      description:
        'Stamps the database as this environment, as after restoring a dump of another; repairs nothing else. false unless set.',
      excludes: ['checksums', 'missing', 'failed', 'id', 'as'],
      dependency: 'refused',
    },
    from: {
      type: 'string',
      description:
        'Another project in the same database, whose history becomes that of this one, as after a project was renamed; repairs nothing else. None unless set.',
      excludes: ['checksums', 'missing', 'failed', 'stamp', 'id', 'as'],
      dependency: 'refused',
    },
    id: {
      ...version,
      description: 'Repairs only this migration or repeatable script: its id, or its version.',
      dependency: 'refused',
    },
    as: {
      type: 'string',
      enum: ['applied', 'pending', 'done', 'not-done'],
      description:
        'With id: what is so. The migration is applied or pending; or the statement that was begun is done or not-done.',
      excludes: ['checksums', 'missing', 'failed'],
      requires: ['id'],
      dependency: 'refused',
    },
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
  },
);

export type RepairOptions = OptionsOf<typeof repairOptions>;
