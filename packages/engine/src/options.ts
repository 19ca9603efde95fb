/**
 * The declarations of options and config, and the rules of the linter, for what is generated from them (Nx schemas,
 * documentation).
 */
export { type CommandName, commandDeclarations, commandNames } from './commands/options/command-declarations';
export type {
  CommandDeclaration,
  ConditionalRule,
  DependencyRule,
  OptionDeclaration,
} from './commands/options/option-declaration';
export { configShape, environmentShape } from './config/shape/config.schema';
export type { JsonSchema } from './config/shape/json-schema';
export { blockingRules } from './lint/blocking-rules';
export type { RuleMeta } from './lint/rule-meta';
export { allRules } from './lint/rules/all-rules';
export { setLockTimeout, workUnderLock } from './lint/transaction-rules';
