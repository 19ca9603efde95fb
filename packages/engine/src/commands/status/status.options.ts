import { z } from 'zod';
import { sharedOptions } from '../options/shared-options';

/** Options of `status`: the only declaration, from which types, Nx schema and documentation come. */
export const statusOptions = z
  .strictObject({
    check: z
      .boolean()
      .optional()
      .describe(
        'Fails when a migration is pending, failed, changed, missing or ahead, or the database is stamped as another environment. false unless set.',
      ),
    current: z.boolean().optional().describe('Prints only the version that the database is at. false unless set.'),
    history: z.boolean().optional().describe('Prints what was done, newest first. false unless set.'),
    logs: z.boolean().optional().describe('Prints the event log with messages and errors. false unless set.'),
    since: z
      .string()
      .optional()
      .describe(
        'With history or logs: only what happened since then: 2026-01-31, 2026-01-31T12:00:00Z, or how long ago, as 30s, 5m (minutes), 2h, 3d, 2w.',
      ),
    environment: sharedOptions.environment,
    waitForDatabase: sharedOptions.waitForDatabase,
    docker: sharedOptions.docker,
    service: sharedOptions.service,
    network: sharedOptions.network,
    report: sharedOptions.report,
    json: sharedOptions.json,
  })
  .describe('Shows the state of every migration; writes nothing and waits for no lock.');

export type StatusOptions = Readonly<z.infer<typeof statusOptions>>;
