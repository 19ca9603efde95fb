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
