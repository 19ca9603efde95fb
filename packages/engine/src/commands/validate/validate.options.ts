import { z } from 'zod';
import { sharedOptions } from '../options/shared-options';

/** An option that chooses the database: without afterMigration there is none to choose, and resolving refuses it. */
function ofLiveDatabase<Option extends z.ZodType>(option: Option): Option {
  return option.describe(`${option.description} Refused without afterMigration, which compares no database of yours.`);
}

/** Options of `validate`: the only declaration, from which types, Nx schema and documentation come. */
export const validateOptions = z
  .strictObject({
    afterMigration: z
      .boolean()
      .optional()
      .describe(
        'Compares the live database of the environment with history and files, as the target drift does. false unless set.',
      ),
    environment: sharedOptions.environment,
    waitForDatabase: sharedOptions.waitForDatabase,
    docker: ofLiveDatabase(sharedOptions.docker),
    service: ofLiveDatabase(sharedOptions.service),
    network: ofLiveDatabase(sharedOptions.network),
    report: sharedOptions.report,
    json: sharedOptions.json,
  })
  .describe('Checks the files and runs every migration up, down and up on a shadow database.');

export type ValidateOptions = Readonly<z.infer<typeof validateOptions>>;
