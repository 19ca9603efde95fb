import type { OptionDeclaration } from './option-declaration';

/** A version or an id. Nx turns digits into numbers before the executor sees them. */
export const version = { type: ['string', 'number'] } as const;

/** Text, or milliseconds. */
const duration = { type: ['string', 'number'] } as const;

/** Options that several commands have, declared once. */
export const sharedOptions = {
  environment: {
    type: 'string',
    aliases: ['env'],
    description:
      'Environment of the config file; the same as --configuration. The default environment, or development, unless set.',
    dependency: 'forwarded',
  },
  dryRun: {
    type: 'boolean',
    aliases: ['n'],
    description: 'Prints the plan and the SQL, and writes nothing. false unless set.',
    dependency: 'forwarded',
  },
  confirm: {
    type: ['boolean', 'string'],
    description:
      'Confirms the run where the environment, --reset or a change of history alone asks for it; with the hash of a plan, as --dry-run prints it, that plan and no other.',
    // The hash is that of the named project's plan, and nothing but that plan may run.
    dependency: { forwarded: { as: [true, false] }, otherwise: 'refused' },
  },
  docker: {
    type: 'boolean',
    description:
      'Connects to the server that runs in a container of the compose file. What the config says unless set; user, password and database come from it, else from the container.',
    dependency: 'forwarded',
  },
  service: {
    type: 'string',
    description: 'With docker: the service of the compose file. What the config says unless set, else postgres.',
    // Alone it is for the project whose config says docker.
    dependency: { forwarded: { beside: 'docker' }, otherwise: 'own' },
  },
  network: {
    type: 'string',
    description:
      'With docker: reaches the server by this network of its container. Its published port, or its own network, unless set.',
    dependency: { forwarded: { beside: 'docker' }, otherwise: 'own' },
  },
  report: {
    type: 'string',
    description:
      'Writes the whole result to this file of the workspace, by its extension: .json, .md, .html, .xml (JUnit), .sarif, .gitlab.json (code quality) or .comment.md (for a pull request); to several with .{sarif,md}. {projectName} in it is replaced. None unless set.',
    // Each project has a file of its own.
    dependency: 'forwarded',
  },
  json: {
    type: 'boolean',
    description: 'Prints one JSON object a line instead of text. false unless set.',
    dependency: 'forwarded',
  },
  progress: {
    type: 'boolean',
    description:
      'Shows how far a step is that takes long: at a terminal on a line that is written over, elsewhere in lines at growing intervals. true at a terminal unless set, false elsewhere and in CI; nothing of it with json.',
    dependency: 'forwarded',
  },
  backup: {
    type: 'boolean',
    description:
      'Takes a backup with pg_dump before the first step; without one nothing is run. What backupBeforeMigration of the config says unless set.',
    // It may be asked for from outside, and never be waived.
    dependency: { forwarded: { as: [true] }, otherwise: 'own' },
  },
  allowIrreversible: {
    type: 'boolean',
    description:
      'Leaves migrations applied that cannot be undone, marked as not undone, instead of refusing. false unless set.',
    dependency: 'refused',
  },
  allowRequired: {
    type: 'boolean',
    description:
      'Undoes, or lets history forget, what applied migrations of other projects require, instead of refusing. false unless set.',
    dependency: 'refused',
  },
  force: {
    type: 'boolean',
    description:
      'Continues with the next migration after one fails; the run still ends as failed. Never waives changed or missing migrations. false unless set.',
    dependency: 'own',
  },
  lock: {
    type: 'boolean',
    description:
      'With --no-lock the application is never made to wait: locks are waited for only briefly, again and again, and statements that rewrite or read a whole table with rows under a lock are refused. What zeroDowntime of the config says unless set.',
    dependency: 'forwarded',
  },
  concurrentTimeout: {
    ...duration,
    description:
      'How long CREATE INDEX CONCURRENTLY and its kin may take, such as 10min, waiting for other transactions included. What statementTimeout of the config says unless set; 0 is no limit.',
    dependency: 'own',
  },
  waitForDatabase: {
    ...duration,
    description:
      'How long to wait for a server that is starting, crowded or not reachable yet, such as 1min. What the config says, or 5s, unless set; 0 is one attempt.',
    dependency: 'forwarded',
  },
  file: {
    type: 'string',
    description:
      'Runs this script alone. An up.sql or down.sql of a migration is recorded as such, any other as an event.',
    dependency: 'refused',
  },
} as const satisfies Readonly<Record<string, OptionDeclaration>>;
