export type { BenchmarkCase, BenchmarkResult, BenchmarkVerdict } from './benchmark/verdict/benchmark-result';
export type { Finding } from './checks/finding';
export { type CheckCode, findingCatalogue } from './checks/finding-catalogue';
export type { ValidateResult } from './checks/validate-result';
export { migrate } from './commands/migrate/migrate';
export type { MigrateOptions } from './commands/migrate/migrate.options';
export { type CommandName, commandDeclarations } from './commands/options/command-declarations';
export { commandsWithOption } from './commands/options/commands-with-option';
export type { CommandDeclaration, DependencyRule, OptionDeclaration } from './commands/options/option-declaration';
export { repair } from './commands/repair/repair';
export type { RepairOptions } from './commands/repair/repair.options';
export {
  moveRequirements,
  planRestamp,
  type Renamed,
  type Restamp,
  type RestampPlan,
} from './commands/restamp/restamp';
export { rollback } from './commands/rollback/rollback';
export type { RollbackOptions } from './commands/rollback/rollback.options';
export { followLog, type LogFollower } from './commands/status/follow-log';
export { type StatusResult, status } from './commands/status/status';
export type { StatusOptions } from './commands/status/status.options';
export { expectedTypes, type TypesCommand, types } from './commands/types/types';
export type { TypesOptions } from './commands/types/types.options';
export type { TypesResult } from './commands/types/types-result';
export { validate, watchFiles } from './commands/validate/validate';
export type { ValidateOptions } from './commands/validate/validate.options';
export type { WatchedCheck, WatchedProject, WatchOnlooker } from './commands/validate/watch/watch-files';
export { configFileNames } from './config/config-file-names';
export { configPathOf } from './config/config-path';
export { describeConnection } from './config/database/describe-connection';
export { tlsOptions } from './config/database/tls-options';
export { type LoadedConfig, loadConfig } from './config/load-config';
export { collectSecrets, redactSecrets } from './config/redact-secrets';
export { resolveSettings, type SettingsSources } from './config/resolve';
export type {
  BackupSettings,
  BenchmarkSettings,
  DatabaseSettings,
  DockerDatabase,
  EmbeddedDatabase,
  EnvironmentServer,
  IgnoredObjects,
  MigrationSettings,
  ServerDatabase,
  Settings,
  ShadowSettings,
  SslSettings,
  TypesSettings,
} from './config/settings';
export type { EnvironmentConfig, PgrestifyConfig } from './config/shape/config.schema';
export * from './errors';
export type { MigrationEvent, Reporter, RunOutcome } from './events';
export type {
  Directives,
  Migration,
  RepeatablePhase,
  RepeatableScript,
  Requirement,
  Script,
  Version,
  VersionedMigration,
} from './migrations/migration';
export { type OpenPorts, openPorts } from './open/open-ports';
export {
  type OpenReport,
  type OpenReportOptions,
  openAnnotations,
  openReport,
  type ReportedCommand,
} from './open/open-report';
export { openTerminalReporter } from './open/open-terminal-reporter';
export { type SchemaToValidate, validateSchema } from './open/validate-schema';
export { optionText } from './option-text';
export type { HistoryChange } from './plan/history-change';
export type { MigrationState, MigrationStatus, Notice, Plan, Refusal, Step, StepAction } from './plan/plan';
export { describeIds } from './plan/refusals/state-refusals';
export type { RepairAs } from './plan/repair/repair-as';
export { describeErrorReport } from './reporters/describe';
export { describeFinding } from './reporters/describe-finding';
export { jsonReporter } from './reporters/json';
export type { ProjectsShown } from './reporters/name-project';
export type { Report } from './reporters/report/report';
export { labelReportPath, listReportPaths } from './reporters/report/report-path';
export { describeEvents, describeStatus, eventsJson, type StatusView, statusJson } from './reporters/status-text';
export { describeEvent, textReporter } from './reporters/text';
export { describeTypesResult, typesJson } from './reporters/types-text';
export { describeValidation, validationJson } from './reporters/validation-text';
export { describeCheckEnd, describeCheckStart, type WatchedPlace } from './reporters/watch-text';
export { type CommandPorts, isSuccess, type RunResult } from './run/command';
export type { SchemaDifference } from './schema/diff';
export type { DifferenceMend, MendedDifference } from './schema/mend';
