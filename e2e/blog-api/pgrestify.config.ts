import { defineConfig } from '@pgrestify/nx/config';

export default defineConfig({
  defaultEnvironment: 'development',
  environments: {
    // A PostgreSQL server from npm packages, started and stopped by the tasks that need it. Its data is in .pgrestify.
    // For the server of docker-compose.yml write { host: 'localhost', … } in place of 'embedded'.
    development: { database: 'embedded' },

    // Functions are called only when the environment is used: then Nx has loaded .env.migrate.production and its kin.
    staging: () => ({ database: databaseFromVariables() }),
    production: () => ({
      database: databaseFromVariables(),
      migrations: {
        // requireConfirmation: true, // refuses to write without --confirm
        // backupBeforeMigration: true, // runs pg_dump before the first step
      },
    }),
  },
});

/** DATABASE_URL, or DB_HOST, DB_PORT, DB_NAME, DB_USER and DB_PASSWORD. */
function databaseFromVariables() {
  const { DATABASE_URL, DB_HOST, DB_PORT, DB_NAME, DB_USER, DB_PASSWORD } = process.env;
  if (DATABASE_URL) return { url: DATABASE_URL };
  if (!DB_HOST || !DB_NAME || !DB_USER) throw new Error('Set DATABASE_URL, or DB_HOST, DB_NAME and DB_USER.');
  return { host: DB_HOST, port: DB_PORT || 5432, database: DB_NAME, username: DB_USER, password: DB_PASSWORD };
}
