import { z } from 'zod';
import { migrateOptions } from '../migrate/migrate.options';
import { repairOptions } from '../repair/repair.options';
import { rollbackOptions } from '../rollback/rollback.options';
import { statusOptions } from '../status/status.options';
import { validateOptions } from '../validate/validate.options';

const shapes = {
  migrate: migrateOptions,
  rollback: rollbackOptions,
  repair: repairOptions,
  status: statusOptions,
  validate: validateOptions,
};

/**
 * Text of `options-json-schema.ts`: the options of each command as JSON Schema, without what only people and Nx read, so
 * that zod need not be loaded to check them. Written by `npm run generate`; a spec fails when the committed file differs.
 */
export function generateOptionsJsonSchema(): string {
  const schemas = Object.entries(shapes).map(([name, shape]) => [name, z.toJSONSchema(shape, { target: 'draft-7' })]);
  return `import type { JsonSchema } from '../../config/shape/check-shape';

// Generated from the *.options.ts files by \`npm run generate\`. Do not edit.

/** What the options of each command may be. */
export const optionsJsonSchema = ${JSON.stringify(Object.fromEntries(schemas), omitWords, 2)} as const satisfies Readonly<Record<string, JsonSchema>>;
`;
}

const words: ReadonlySet<string> = new Set(['$schema', 'description', 'aliases']);

/** A schema stays, also that of an option with such a name. */
function omitWords(key: string, value: unknown): unknown {
  const isSchema = typeof value === 'object' && !Array.isArray(value);
  return words.has(key) && !isSchema ? undefined : value;
}
