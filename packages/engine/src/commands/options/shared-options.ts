import { z } from 'zod';

/** Options that several commands have, declared once. `aliases` is read by the generator of Nx's schemas. */
export const sharedOptions = {
  environment: z
    .string()
    .optional()
    .describe(
      'Environment of the config file; the same as --configuration. The default environment, or development, unless set.',
    )
    .meta({ aliases: ['env'] }),
  dryRun: z
    .boolean()
    .optional()
    .describe('Prints the plan and the SQL, and writes nothing. false unless set.')
    .meta({ aliases: ['n'] }),
  confirm: z
    .union([z.boolean(), z.string()])
    .optional()
    .describe(
      'Confirms the run where the environment, --reset or a change of history alone asks for it; with the hash of a plan, as --dry-run prints it, that plan and no other.',
    ),
  docker: z
    .boolean()
    .optional()
    .describe(
      'Connects to the server that runs in a container of the compose file. What the config says unless set; user, password and database come from it, else from the container.',
    ),
  service: z
    .string()
    .optional()
    .describe('With docker: the service of the compose file. What the config says unless set, else postgres.'),
  network: z
    .string()
    .optional()
    .describe(
      'With docker: reaches the server by this network of its container. Its published port, or its own network, unless set.',
    ),
  report: z
    .string()
    .optional()
    .describe(
      'Writes the whole result to this file of the workspace, by its extension: .json, .md, .html or .xml (JUnit). {projectName} in it is replaced. None unless set.',
    ),
  json: z.boolean().optional().describe('Prints one JSON object a line instead of text. false unless set.'),
  backup: z
    .boolean()
    .optional()
    .describe(
      'Takes a backup with pg_dump before the first step; without one nothing is run. What backupBeforeMigration of the config says unless set.',
    ),
  allowIrreversible: z
    .boolean()
    .optional()
    .describe(
      'Leaves migrations applied that cannot be undone, marked as not undone, instead of refusing. false unless set.',
    ),
  allowRequired: z
    .boolean()
    .optional()
    .describe(
      'Undoes, or lets history forget, what applied migrations of other projects require, instead of refusing. false unless set.',
    ),
  force: z
    .boolean()
    .optional()
    .describe(
      'Continues with the next migration after one fails; the run still ends as failed. Never waives changed or missing migrations. false unless set.',
    ),
  lock: z
    .boolean()
    .optional()
    .describe(
      'With --no-lock the application is never made to wait: locks are waited for only briefly, again and again, and statements that rewrite or read a whole table with rows under a lock are refused. What zeroDowntime of the config says unless set.',
    ),
  concurrentTimeout: z
    .union([z.string(), z.number()])
    .optional()
    .describe(
      'How long CREATE INDEX CONCURRENTLY and its kin may take, such as 10min, waiting for other transactions included. What statementTimeout of the config says unless set; 0 is no limit.',
    ),
  waitForDatabase: z
    .union([z.string(), z.number()])
    .optional()
    .describe(
      'How long to wait for a server that is starting, crowded or not reachable yet, such as 1min. What the config says, or 5s, unless set; 0 is one attempt.',
    ),
  file: z
    .string()
    .optional()
    .describe(
      'Runs this script alone. An up.sql or down.sql of a migration is recorded as such, any other as an event.',
    ),
} as const;

/** A version or an id. Nx turns digits into numbers before the executor sees them. */
export const versionOption = z.union([z.string(), z.number()]);
