import { declareCommand, type OptionsOf } from '../options/option-declaration';
import { sharedOptions } from '../options/shared-options';

/** An option that chooses the database: without afterMigration there is none to choose. */
function ofLiveDatabase<const Option extends { readonly description: string }>(option: Option) {
  const description = `${option.description} Refused without afterMigration, which compares no database of yours.`;
  return { ...option, description, requires: ['afterMigration'] } as const;
}

/** Options of `validate`: the only declaration of each. */
export const validateOptions = declareCommand(
  'validate',
  'Checks the files and runs every migration up, down and up on a shadow database.',
  {
    afterMigration: {
      type: 'boolean',
      description:
        'Compares the live database of the environment with history and files, as the target drift does. false unless set.',
      dependency: 'own',
    },
    filesOnly: {
      type: 'boolean',
      description: 'Checks what files alone decide, in a moment: no shadow is made. false unless set.',
      excludes: ['afterMigration'],
      dependency: 'forwarded',
    },
    historyOnly: ofLiveDatabase({
      type: 'boolean',
      description: 'Compares history with the files and leaves the schema out: no shadow is needed. false unless set.',
      dependency: 'own',
    }),
    watch: {
      type: 'boolean',
      description:
        'With filesOnly: checks again after each change, until it is interrupted, and prints a line for each finding as editors read it. false unless set.',
      requires: ['filesOnly'],
      dependency: 'own',
    },
    base: {
      type: 'string',
      description:
        'Branch, tag or commit that the migrations of this branch are compared with, at its merge base with HEAD and as it is now. NX_BASE unless set, then defaultBase of nx.json, then main.',
      excludes: ['afterMigration'],
      dependency: 'forwarded',
    },
    environment: sharedOptions.environment,
    waitForDatabase: sharedOptions.waitForDatabase,
    docker: ofLiveDatabase(sharedOptions.docker),
    service: ofLiveDatabase(sharedOptions.service),
    network: ofLiveDatabase(sharedOptions.network),
    report: sharedOptions.report,
    json: sharedOptions.json,
  },
);

export type ValidateOptions = OptionsOf<typeof validateOptions>;
