import type { Api } from '../api/api';
import { propertyKey, stringLiteral } from './literals';

/** What JSON columns hold. */
export const jsonType = `export type Json =
  | string
  | number
  | boolean
  | null
  | { [key: string]: Json | undefined }
  | Json[];
`;

/**
 * `Tables<"posts">`, `TablesInsert<"posts">`, `Enums<"mood">` and their kin, by the names that Supabase's types have, so
 * that code that was written for those compiles: of the first schema by the name alone, of another with its schema.
 */
export function describeHelperTypes({ schemas }: Api): string {
  const first = stringLiteral(schemas[0]?.name ?? 'public');
  return `type DefaultSchema = Database[${first}];

type InSchema = { schema: keyof Database };

type SchemaOf<Name> = Name extends InSchema ? Name["schema"] : never;

type Relations<Schema extends keyof Database> = Database[Schema]["Tables"] &
  Database[Schema]["Views"];

export type Tables<
  Name extends keyof Relations<${first}> | InSchema,
  Relation extends keyof Relations<SchemaOf<Name>> = never,
> = Name extends InSchema
  ? Relations<SchemaOf<Name>>[Relation] extends { Row: infer Row }
    ? Row
    : never
  : Name extends keyof Relations<${first}>
    ? Relations<${first}>[Name] extends { Row: infer Row }
      ? Row
      : never
    : never;

${(['Insert', 'Update'] as const).map(describeInputHelper).join('\n')}
${(['Enums', 'CompositeTypes'] as const).map(describeTypeHelper).join('\n')}`;
}

function describeInputHelper(use: 'Insert' | 'Update'): string {
  return `export type Tables${use}<
  Name extends keyof DefaultSchema["Tables"] | InSchema,
  Table extends keyof Database[SchemaOf<Name>]["Tables"] = never,
> = Name extends InSchema
  ? Database[SchemaOf<Name>]["Tables"][Table] extends { ${use}: infer Values }
    ? Values
    : never
  : Name extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][Name] extends { ${use}: infer Values }
      ? Values
      : never
    : never;
`;
}

function describeTypeHelper(group: 'Enums' | 'CompositeTypes'): string {
  return `export type ${group}<
  Name extends keyof DefaultSchema["${group}"] | InSchema,
  Type extends keyof Database[SchemaOf<Name>]["${group}"] = never,
> = Name extends InSchema
  ? Database[SchemaOf<Name>]["${group}"][Type]
  : Name extends keyof DefaultSchema["${group}"]
    ? DefaultSchema["${group}"][Name]
    : never;
`;
}

/** The labels of enums as values, for forms and checks. */
export function describeConstants({ schemas }: Api): string {
  const ofSchemas = schemas.map(({ name, enums }) => {
    const lines = enums.map((each) => `      ${propertyKey(each.name)}: ${listLabels(each)},\n`);
    const body = lines.length === 0 ? '{}' : `{\n${lines.join('')}    }`;
    return `  ${propertyKey(name)}: {\n    Enums: ${body},\n  },\n`;
  });
  return `export const Constants = {\n${ofSchemas.join('')}} as const;\n`;
}

function listLabels({ name, labels }: { readonly name: string; readonly labels: readonly string[] }): string {
  const literals = labels.map(stringLiteral);
  const flat = `[${literals.join(', ')}]`;
  if (6 + propertyKey(name).length + 2 + flat.length + 1 <= 80) return flat;
  return `[\n${literals.map((each) => `        ${each},\n`).join('')}      ]`;
}
