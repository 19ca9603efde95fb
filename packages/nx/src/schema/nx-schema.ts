import { z } from 'zod';

/** A property of a schema.json as far as our generated files and tables read it. */
export interface OptionSchema {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly { readonly type: string }[];
  readonly description?: string;
  readonly aliases?: readonly string[];
}

/** What an executor's schema.json holds. */
export interface NxSchema {
  readonly description: string;
  readonly properties: Readonly<Record<string, OptionSchema>>;
  readonly [key: string]: unknown;
}

/**
 * The schema.json of an executor, from the zod object that declares its options. Without `default`: Nx would fill it
 * in before our code runs, and the config file could no longer tell that the option was left out.
 */
export function toNxSchema(name: string, options: z.ZodObject): NxSchema {
  const { properties = {}, description = '' } = z.toJSONSchema(options, { target: 'draft-7', io: 'input' });
  return {
    $schema: 'https://json-schema.org/schema',
    $id: `Pgrestify${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    version: 2,
    outputCapture: 'direct-nodejs',
    title: name,
    description,
    type: 'object',
    properties: Object.fromEntries(
      // The parse boundary: what zod writes for our options is of this shape, and a spec reads every key of it.
      Object.entries(properties as NxSchema['properties']).map(([option, schema]) => [option, keepText(schema)]),
    ),
    required: [],
    additionalProperties: false,
  };
}

/**
 * An option that is text or a number, written so that Nx leaves the text of the command line as it is. Of
 * `type: ['string', 'number']` it makes a number where it can, and of an empty text 0: `rollback --to=$UNSET` would undo
 * everything.
 */
function keepText(schema: OptionSchema): OptionSchema {
  const { type, ...others } = schema;
  if (typeof type !== 'object' || !type.includes('number')) return schema;
  return { ...others, anyOf: type.map((each) => ({ type: each })) };
}
