import { delimiter, dirname, join } from 'node:path';

/**
 * Where Nx runs its plugins: each in a process of its own, as it does unless told otherwise, or in its own process, which
 * takes half the time a command (`NX_ISOLATE_PLUGINS=false`).
 */
export type PluginPlace = 'isolated' | 'within nx';

/** The environment of a user in CI, in that workspace: nothing of the Nx, npm, Jest or PostgreSQL settings around the suite. */
export function userEnvironment(folder: string, node: string, plugins: PluginPlace): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(NX_|npm_|JEST_|PG|NODE_|E2E_|INIT_CWD)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    PATH: [dirname(node), process.env.PATH].join(delimiter),
    CI: 'true',
    FORCE_COLOR: '0', // and not NO_COLOR, of which Node warns beside the FORCE_COLOR that Nx gives its tasks
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    ...(plugins === 'within nx' && { NX_ISOLATE_PLUGINS: 'false' }),
    // Nx's own place for it is shared by all workspaces with the same first commit.
    NX_CACHE_DIRECTORY: join(folder, '.nx', 'cache'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Suite',
    GIT_AUTHOR_EMAIL: 'suite@example.com',
    GIT_COMMITTER_NAME: 'Suite',
    GIT_COMMITTER_EMAIL: 'suite@example.com',
  };
}
