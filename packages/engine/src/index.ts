export type { EnvironmentConfig, PgrestifyConfig } from './config/config.schema';
export { describeConnection } from './config/describe-connection';
export { configFileNames, type LoadedConfig, loadConfig } from './config/load-config';
export { collectSecrets, redactSecrets } from './config/redact-secrets';
export { resolveSettings, type SettingsSources } from './config/resolve';
export type {
  DatabaseSettings,
  EmbeddedDatabase,
  MigrationSettings,
  ServerDatabase,
  Settings,
  ShadowSettings,
  SslSettings,
} from './config/settings';
export { tlsOptions } from './config/tls-options';
export * from './errors';
export { nextMigrationId } from './migrations/next-migration-id';
export { type AddColumnView, deriveAddColumn } from './scaffold/add-column';
export {
  type AddConstraintRequest,
  type AddConstraintView,
  type ConstraintKind,
  constraintKinds,
  deriveAddConstraint,
} from './scaffold/add-constraint';
export { type AddIndexView, deriveAddIndex } from './scaffold/add-index';
export { type BackfillRequest, type BackfillView, deriveBackfill } from './scaffold/backfill';
export {
  type GrantView,
  type PolicyView,
  type RowSecurity,
  type RowSecurityView,
  rowSecurityModes,
} from './scaffold/policies';
export {
  deriveTable,
  describePolicy,
  type IndexView,
  ownerColumnNames,
  type TableRequest,
  type TableView,
} from './scaffold/table';
