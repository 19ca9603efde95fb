import {
  type CommandDeclaration,
  commandDeclarations,
  commandNames,
  type OptionDeclaration,
} from '@pgrestify/engine/options';
import { documentedWithoutValue, type ExecutorName } from '../feature-document/document-lines';
import { refusedLinesOf } from '../feature-document/refused-options';

/** A property of a schema.json as far as our generated files and tables read it. */
export interface OptionSchema {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly { readonly type: string }[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly aliases?: readonly string[];
  /** Of an option that is there only to be refused by name: help and editors do not offer it. */
  readonly hidden?: true;
}

/** What an executor's schema.json holds. */
export interface NxSchema {
  readonly description: string;
  readonly properties: Readonly<Record<string, OptionSchema>>;
  readonly [key: string]: unknown;
}

/**
 * The schema.json of an executor, from the declaration of its options, and those of the feature document and of other
 * executors that it refuses by name. Without `default`: Nx would fill it in before our code runs, and the config file
 * could no longer tell that the option was left out.
 */
export function toNxSchema(name: ExecutorName, { description, options }: CommandDeclaration): NxSchema {
  const refused = refusedLinesOf(name).map(({ refused, here }) => [refused.option, toRefusedOption(here)] as const);
  const known = new Set([...Object.keys(options), ...refused.map(([option]) => option)]);
  return {
    $schema: 'https://json-schema.org/schema',
    $id: `Pgrestify${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    version: 2,
    outputCapture: 'direct-nodejs',
    title: name,
    description,
    type: 'object',
    properties: Object.fromEntries([
      ...Object.entries(options).map(([option, declared]) => [option, toOption(option, declared)] as const),
      ...refused,
      ...listForeignOptions().filter(([option]) => !known.has(option)),
    ]),
    required: [],
    additionalProperties: false,
  };
}

/**
 * The options of all executors, without a type: whatever is given comes to the executor, which answers with the commands
 * that have them. Under their aliases, too, since Nx knows no alias of what is not in the schema.
 */
function listForeignOptions(): readonly (readonly [string, OptionSchema])[] {
  const all = commandNames.flatMap((name) =>
    Object.entries(commandDeclarations[name].options).map(([option, { aliases }]) => ({ name, option, aliases })),
  );
  return [...new Set(all.map(({ option }) => option))].map((option) => {
    const owners = all.filter((each) => each.option === option);
    const description = `Of ${owners.map(({ name }) => name).join(', ')}; refused here.`;
    const [{ aliases } = { aliases: undefined }] = owners;
    return [option, { description, ...(aliases && { aliases }), hidden: true }];
  });
}

/** What Nx reads of a declaration. */
function toOption(name: string, declared: OptionDeclaration): OptionSchema {
  const { type, description, aliases, enum: values, minimum, maximum } = declared;
  const schema = {
    ...(type && { type }),
    description,
    ...(values && { enum: values }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(aliases && { aliases }),
  };
  // So that `--report` alone comes to the executor, which has an answer, and does not end with a sentence about types.
  if (documentedWithoutValue.has(name)) return { ...schema, anyOf: [{ type: 'string' }, { type: 'boolean' }] };
  return keepText(schema);
}

/**
 * An option that is text or a number, written so that Nx leaves the text of the command line as it is. Of
 * `type: ['string', 'number']`, and of `oneOf`, it makes a number where it can, and of an empty text 0:
 * `rollback --to=$UNSET` would undo everything. `anyOf` is what it checks; `type` is what it prints as help, where a
 * missing one is `[undefined]`.
 */
function keepText(schema: OptionSchema): OptionSchema {
  const { type, ...others } = schema;
  if (typeof type !== 'object' || !type.includes('number')) return schema;
  return { ...others, type: 'string', anyOf: type.map((each) => ({ type: each })) };
}

function toRefusedOption(here: string): OptionSchema {
  const command = here.replace(' api:', ' <project>:');
  return { description: `Of the feature document; here it is \`${command}\`.`, hidden: true };
}
