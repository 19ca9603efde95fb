/**
 * Environment variables of initdb and the server: none of the user's, which may hold secrets or `PG…` settings.
 * English messages and UTC, so that every machine makes the same cluster. Windows programs need the system's own ones.
 */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const fixed = { LC_ALL: 'C', TZ: 'UTC' };
  return process.platform === 'win32' ? { ...process.env, ...fixed } : { PATH: process.env.PATH, ...fixed };
}
