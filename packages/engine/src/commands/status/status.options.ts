import { declareCommand, type OptionsOf } from '../options/option-declaration';
import { sharedOptions } from '../options/shared-options';

/** Options of `status`: the only declaration of each. */
export const statusOptions = declareCommand(
  'status',
  'Shows the state of every migration; writes nothing and waits for no lock.',
  {
    check: {
      type: 'boolean',
      description:
        'Fails when a migration is pending, failed, changed, missing or ahead, or the database is stamped as another environment. false unless set.',
      dependency: 'own',
    },
    current: {
      type: 'boolean',
      description: 'Prints only the version that the database is at. false unless set.',
      dependency: 'own',
    },
    history: {
      type: 'boolean',
      description: 'Prints what was done, newest first. false unless set.',
      dependency: 'own',
    },
    logs: {
      type: 'boolean',
      description: 'Prints the event log with messages and errors. false unless set.',
      dependency: 'own',
    },
    follow: {
      type: 'boolean',
      description:
        'With logs: oldest first, and goes on printing what is done, until it is interrupted. false unless set.',
      requires: ['logs'],
      excludes: ['check', 'report'],
      dependency: 'own',
    },
    since: {
      type: 'string',
      description:
        'With history or logs: only what happened since then: 2026-01-31, 2026-01-31T12:00:00Z, or how long ago, as 30s, 5m (minutes), 2h, 3d, 2w.',
      requires: ['history', 'logs'],
      dependency: 'own',
    },
    environment: sharedOptions.environment,
    waitForDatabase: sharedOptions.waitForDatabase,
    docker: sharedOptions.docker,
    service: sharedOptions.service,
    network: sharedOptions.network,
    report: sharedOptions.report,
    json: sharedOptions.json,
  },
);

export type StatusOptions = OptionsOf<typeof statusOptions>;
