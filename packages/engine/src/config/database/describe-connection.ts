import { assertNever } from '../../errors';
import type { DatabaseSettings } from '../settings';

/**
 * A database in words, `app@db.example.com:5432/shop`, `embedded PostgreSQL 18, database shop` or `docker service
 * postgres`: never its password.
 */
export function describeConnection(settings: { readonly database: DatabaseSettings }): string {
  const { database } = settings;
  switch (database.kind) {
    case 'embedded':
      return `embedded PostgreSQL ${database.major}, database ${database.databaseName}`;
    case 'server': {
      const host = database.host.includes(':') ? `[${database.host}]` : database.host;
      return `${database.user}@${host}:${database.port}/${database.database}`;
    }
    case 'docker': {
      const { source, database: name } = database;
      return `docker ${source.kind} ${source.name}${name === undefined ? '' : `, database ${name}`}`;
    }
    default:
      return assertNever(database);
  }
}
