/**
 * The zod objects behind options and config, and the rules of the linter, for what is generated from them (Nx schemas,
 * documentation, JSON Schema).
 * A separate entry: it loads zod, which no command needs.
 */

export { migrateOptions } from './commands/migrate/migrate.options';
export { generateOptionsJsonSchema } from './commands/options/generate-options-json-schema';
export { repairOptions } from './commands/repair/repair.options';
export { rollbackOptions } from './commands/rollback/rollback.options';
export { statusOptions } from './commands/status/status.options';
export { validateOptions } from './commands/validate/validate.options';
export { configShape, environmentShape } from './config/shape/config.schema';
export { generateConfigJsonSchema } from './config/shape/generate-config-json-schema';
export { blockingRules } from './lint/blocking-rules';
export { setLockTimeout, workUnderLock } from './lint/transaction-rules';
