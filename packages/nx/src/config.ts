import type { EnvironmentConfig, PgrestifyConfig } from '@pgrestify/engine';

export type { EnvironmentConfig, PgrestifyConfig };

/** Gives a `pgrestify.config` file its type. This entry imports nothing, so that a config loads at once. */
export function defineConfig(config: PgrestifyConfig): PgrestifyConfig {
  return config;
}
