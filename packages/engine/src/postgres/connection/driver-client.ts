import type { Client, ClientConfig } from 'pg';
import { Client as DriverClient } from './driver';

/**
 * Whether libpq's variables that `pg` reads by itself are meant for the server: `heeded` for one that the user names,
 * as psql does. A server of ours and one in a container are named by nobody's shell.
 */
export type LibpqVariables = 'heeded' | 'ignored';

/** The part of `pg`'s client that its type declarations leave out; it is read when the connection starts. */
interface StartupParameters {
  options: string | undefined;
  replication: string | undefined;
}

/**
 * A client of `pg`. What is left out of a config, `pg` takes from the environment, and an empty value counts as left out:
 * PGOPTIONS would set a search_path, or make the session read only.
 */
export function createClient(config: ClientConfig, variables: LibpqVariables): Client {
  // Named, PGSSLNEGOTIATION is not asked for; an unknown value of it would throw.
  const negotiation = variables === 'ignored' ? ({ sslnegotiation: 'postgres' } as const) : {};
  const client = new DriverClient({ ...config, ...negotiation });
  const { connectionParameters } = client as unknown as { readonly connectionParameters: StartupParameters };
  // PGREPLICATION is no variable of libpq, and no session of ours replicates.
  connectionParameters.replication = undefined;
  if (variables === 'ignored') connectionParameters.options = config.options;
  return client;
}
