export type { Finding } from './checks/finding';
export { type CheckCode, findingCatalogue } from './checks/finding-catalogue';
export { type CommandPorts, isSuccess, type RunResult } from './commands/command';
export { type CommandName, commandsWithOption } from './commands/commands-with-option';
export { migrate } from './commands/migrate';
export type { MigrateOptions } from './commands/migrate.options';
export { type OpenPorts, openPorts } from './commands/open-ports';
export { type OpenReport, type OpenReportOptions, openReport } from './commands/open-report';
export { repair } from './commands/repair';
export type { RepairOptions } from './commands/repair.options';
export { rollback } from './commands/rollback';
export type { RollbackOptions } from './commands/rollback.options';
export { type StatusResult, status } from './commands/status';
export type { StatusOptions } from './commands/status.options';
export { validate, validateSchema } from './commands/validate';
export type { ValidateOptions } from './commands/validate.options';
export type { ValidateResult } from './commands/validate-result';
export type { EnvironmentConfig, PgrestifyConfig } from './config/config.schema';
export { configFileNames } from './config/config-file-names';
export { describeConnection } from './config/describe-connection';
export { type LoadedConfig, loadConfig } from './config/load-config';
export { collectSecrets, redactSecrets } from './config/redact-secrets';
export { resolveSettings, type SettingsSources } from './config/resolve';
export type {
  BackupSettings,
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
} from './config/settings';
export { tlsOptions } from './config/tls-options';
export * from './errors';
export type { ErrorReport, MigrationEvent, Reporter, RunOutcome } from './events';
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
export { optionText } from './option-text';
export type { HistoryChange } from './plan/history-change';
export type { MigrationState, MigrationStatus, Notice, Plan, Refusal, Step, StepAction } from './plan/plan';
export type { RepairAs } from './plan/repair-as';
export { describeIds } from './plan/state-refusals';
export { describeErrorReport } from './reporters/describe';
export { describeFinding } from './reporters/describe-finding';
export { jsonReporter } from './reporters/json';
export type { ProjectsShown } from './reporters/name-project';
export type { Report } from './reporters/report/report';
export { describeStatus, type StatusView, statusJson } from './reporters/status-text';
export { describeEvent, textReporter } from './reporters/text';
export { describeValidation, validationJson } from './reporters/validation-text';
