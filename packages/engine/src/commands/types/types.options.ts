import { typesFormats } from '../../types/output/types-format';
import { declareCommand, type OptionsOf } from '../options/option-declaration';
import { sharedOptions } from '../options/shared-options';

/** Options of `types`: the only declaration of each. */
export const typesOptions = declareCommand(
  'types',
  'Writes the types of what PostgREST serves, from the schema that the migrations make on a shadow database.',
  {
    check: {
      type: 'boolean',
      description:
        'Writes nothing, and fails when the file is not what it would write, with the lines that differ. false unless set.',
      dependency: 'own',
    },
    format: {
      type: 'string',
      enum: typesFormats,
      description:
        'What is written: typescript (the type Database of postgrest-js and interfaces in one file), database, interfaces, or json-schema, which goes beside the file of the config, ending in .json. What types.format of the config says unless set.',
      dependency: 'own',
    },
    environment: sharedOptions.environment,
    report: sharedOptions.report,
    json: sharedOptions.json,
  },
);

export type TypesOptions = OptionsOf<typeof typesOptions>;
