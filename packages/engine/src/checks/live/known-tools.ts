import { knownHistories } from '../../history/known-histories';
import type { CatalogRow } from '../../ports';
import { definitionOf, isObject } from '../../schema/definition';

/** A table or a schema that a migration tool keeps for itself. */
interface OwnObject {
  readonly tool: string;
  readonly kind: ToolObject['kind'];
  /** Without its schema; a schema's with all that is in it. */
  readonly name: string;
  /** Undefined: in whatever schema. */
  readonly schema?: string | undefined;
  /** Columns by which a table is told from one of the user's with that name. */
  readonly columns: readonly string[];
}

const table = (tool: string, name: string, ...columns: readonly string[]): OwnObject => ({
  tool,
  kind: 'table',
  name,
  columns,
});

const schema = (tool: string, name: string): OwnObject => ({ tool, kind: 'schema', name, columns: [] });

/** Beside their histories: locks and settings, and schemas of their own. */
const ownObjects: readonly OwnObject[] = [
  ...knownHistories.map(({ table: name, ...history }): OwnObject => ({ kind: 'table', name, ...history })),
  table('Rails', 'ar_internal_metadata', 'key', 'value'),
  table('Liquibase', 'databasechangeloglock', 'locked', 'lockgranted'),
  table('knex', 'knex_migrations_lock', 'index', 'is_locked'),
  table('Sequelize or umzug', 'SequelizeData', 'name'),
  table('TypeORM', 'typeorm_metadata', 'type', 'value'),
  table('Kysely', 'kysely_migration_lock', 'id', 'is_locked'),
  table('bun', 'bun_migration_locks', 'table_name'),
  table('yoyo', '_yoyo_log', 'migration_id'),
  table('yoyo', '_yoyo_version', 'version'),
  table('yoyo', 'yoyo_lock', 'locked'),
  table('db-migrate', 'migrations', 'name', 'run_on'),
  table('postgres-migrations', 'migrations', 'hash', 'executed_at'),
  schema('drizzle', 'drizzle'),
  schema('sqitch', 'sqitch'),
  schema('graphile-migrate', 'graphile_migrate'),
  schema('the Supabase CLI', 'supabase_migrations'),
  schema('Atlas', 'atlas_schema_revisions'),
  schema('pgroll', 'pgroll'),
  schema('Hasura', 'hdb_catalog'),
];

/** An object of a database that belongs to a migration tool, and its name with the schema, quoted where needed. */
export interface ToolObject {
  readonly tool: string;
  readonly kind: 'table' | 'schema';
  readonly id: string;
}

/** Tables and schemas that known migration tools keep for themselves, in the order of the snapshot. Pure. */
export function findToolObjects(rows: readonly CatalogRow[]): readonly ToolObject[] {
  return rows.flatMap((row): readonly ToolObject[] => {
    const { kind, id } = row;
    if (kind !== 'table' && kind !== 'schema') return [];
    const found = ownObjects.find((own) => own.kind === kind && isObjectOf(row, own));
    return found ? [{ tool: found.tool, kind, id }] : [];
  });
}

function isObjectOf(row: CatalogRow, { kind, name, schema: of, columns }: OwnObject): boolean {
  if (kind === 'schema') return row.id === name;
  const dot = row.id.indexOf('.');
  if (unquote(row.id.slice(dot + 1)) !== name || (of !== undefined && unquote(row.id.slice(0, dot)) !== of))
    return false;
  const { columns: own } = definitionOf(row);
  return isObject(own) && columns.every((column) => Object.hasOwn(own, column));
}

function unquote(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
