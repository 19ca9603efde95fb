/** The part of JSON Schema that options and config are declared in, and a keyword of our own. */
export interface JsonSchema {
  readonly description?: string;
  readonly type?: SchemaType | readonly SchemaType[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  /** The key belongs to the design and this version cannot do it. */
  readonly notBuilt?: true;
}

/** What a value can be in JSON Schema, as far as ours are. */
export type SchemaType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';

/** The type of the values that a schema accepts; `unknown` where it asks for nothing. */
export type ValueOf<Schema> = Schema extends { readonly const: infer Value }
  ? Value
  : Schema extends { readonly enum: readonly (infer Value)[] }
    ? Value
    : Schema extends { readonly anyOf: readonly (infer Alternative)[] }
      ? ValueOf<Alternative>
      : Schema extends { readonly type: readonly (infer Type)[] }
        ? ValueOfType<Type, Schema>
        : Schema extends { readonly type: infer Type }
          ? ValueOfType<Type, Schema>
          : unknown;

type ValueOfType<Type, Schema> = Type extends 'string'
  ? string
  : Type extends 'number' | 'integer'
    ? number
    : Type extends 'boolean'
      ? boolean
      : Type extends 'array'
        ? Schema extends { readonly items: infer Item }
          ? readonly ValueOf<Item>[]
          : readonly unknown[]
        : Schema extends { readonly properties: infer Properties }
          ? ObjectOf<Properties, RequiredOf<Schema>>
          : Schema extends { readonly additionalProperties: infer Value }
            ? Readonly<Record<string, ValueOf<Value>>>
            : Readonly<Record<string, unknown>>;

/** Those that are not `required` may be absent or undefined. */
type ObjectOf<Properties, Required> = {
  readonly [Name in Extract<keyof Properties, Required>]: ValueOf<Properties[Name]>;
} & {
  readonly [Name in Exclude<keyof Properties, Required>]?: ValueOf<Properties[Name]> | undefined;
};

type RequiredOf<Schema> = Schema extends { readonly required: readonly (infer Name)[] } ? Name : never;

/** An object with these keys and no others; each may be absent. */
export function objectSchema<const Properties extends Readonly<Record<string, JsonSchema>>>(properties: Properties) {
  return { type: 'object', properties, additionalProperties: false } as const;
}
