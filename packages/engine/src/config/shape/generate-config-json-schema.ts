import { z } from 'zod';
import { configShape, environmentShape } from './config.schema';

/**
 * Text of `config-json-schema.ts`: the zod shapes as JSON Schema, so that zod need not be loaded to check a config.
 * Written by `npm run generate`; a spec fails when the committed file differs.
 */
export function generateConfigJsonSchema(): string {
  return `import type { JsonSchema } from './check-shape';

// Generated from config.schema.ts by \`npm run generate\`. Do not edit.

/** What a config file exports, without what its environments hold. */
export const configJsonSchema: JsonSchema = ${toText(configShape)};

/** What an environment is, or its function returns. */
export const environmentJsonSchema: JsonSchema = ${toText(environmentShape)};
`;
}

function toText(shape: z.ZodType): string {
  return JSON.stringify(z.toJSONSchema(shape, { target: 'draft-7', io: 'input' }), null, 2);
}
