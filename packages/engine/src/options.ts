/**
 * The zod objects behind options and config, and the rules of the linter, for what is generated from them (Nx schemas,
 * documentation, JSON Schema).
 * A separate entry: it loads zod, which no command needs.
 */
export { generateOptionsJsonSchema } from './commands/generate-options-json-schema';
export { migrateOptions } from './commands/migrate.options';
export { repairOptions } from './commands/repair.options';
export { rollbackOptions } from './commands/rollback.options';
export { statusOptions } from './commands/status.options';
export { validateOptions } from './commands/validate.options';
export { configShape, environmentShape } from './config/config.schema';
export { generateConfigJsonSchema } from './config/generate-config-json-schema';
export { blockingRules } from './lint/blocking-rules';
export { setLockTimeout, workUnderLock } from './lint/transaction-rules';
