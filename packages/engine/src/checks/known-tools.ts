import type { CatalogRow } from '../ports';
import { definitionOf } from '../schema/definition';

/** Where a migration tool keeps what it has applied. */
interface KnownTool {
  readonly tool: string;
  /** Names of its tables, whatever their schema. */
  readonly tables?: readonly string[];
  /** Names of schemas that are its own, with all that is in them. */
  readonly schemas?: readonly string[];
  /** For names that anybody might give a table: the columns that are all there. */
  readonly columns?: readonly string[];
}

/** By their documentation and their sources; configurable names are those of the defaults. */
const knownTools: readonly KnownTool[] = [
  { tool: 'golang-migrate, dbmate, Rails or Ecto', tables: ['schema_migrations'] },
  { tool: 'Rails', tables: ['ar_internal_metadata'] },
  { tool: 'Prisma', tables: ['_prisma_migrations'] },
  { tool: 'node-pg-migrate', tables: ['pgmigrations'] },
  { tool: 'Flyway', tables: ['flyway_schema_history', 'schema_version'] },
  { tool: 'Liquibase', tables: ['databasechangelog', 'databasechangeloglock'] },
  { tool: 'goose', tables: ['goose_db_version'] },
  { tool: 'Diesel', tables: ['__diesel_schema_migrations'] },
  { tool: 'sqlx', tables: ['_sqlx_migrations'] },
  { tool: 'SeaORM', tables: ['seaql_migrations'] },
  { tool: 'refinery', tables: ['refinery_schema_history'] },
  { tool: 'Drizzle', tables: ['__drizzle_migrations'], schemas: ['drizzle'] },
  { tool: 'sqitch', schemas: ['sqitch'] },
  { tool: 'graphile-migrate', schemas: ['graphile_migrate'] },
  { tool: 'Supabase', schemas: ['supabase_migrations'] },
  { tool: 'Atlas', tables: ['atlas_schema_revisions'], schemas: ['atlas_schema_revisions'] },
  { tool: 'pgroll', schemas: ['pgroll'] },
  { tool: 'Hasura', schemas: ['hdb_catalog'] },
  { tool: 'Knex', tables: ['knex_migrations', 'knex_migrations_lock'] },
  { tool: 'Sequelize', tables: ['SequelizeMeta', 'SequelizeData'] },
  { tool: 'MikroORM', tables: ['mikro_orm_migrations'] },
  { tool: 'Kysely', tables: ['kysely_migration', 'kysely_migration_lock'] },
  { tool: 'TypeORM', tables: ['typeorm_metadata'] },
  { tool: 'TypeORM', tables: ['migrations'], columns: ['id', 'timestamp', 'name'] },
  { tool: 'Laravel', tables: ['migrations'], columns: ['id', 'migration', 'batch'] },
  { tool: 'db-migrate', tables: ['migrations'], columns: ['id', 'name', 'run_on'] },
  { tool: 'postgres-migrations', tables: ['migrations'], columns: ['id', 'name', 'hash', 'executed_at'] },
  { tool: 'Postgrator', tables: ['schemaversion'] },
  { tool: 'Alembic', tables: ['alembic_version'] },
  { tool: 'Django', tables: ['django_migrations'] },
  { tool: 'yoyo', tables: ['_yoyo_log', '_yoyo_migration', '_yoyo_version', 'yoyo_lock'] },
  { tool: 'sql-migrate', tables: ['gorp_migrations'] },
  { tool: 'bun', tables: ['bun_migrations', 'bun_migration_locks'] },
  { tool: 'Entity Framework', tables: ['__EFMigrationsHistory'] },
  { tool: 'Phinx', tables: ['phinxlog'] },
  { tool: 'Doctrine', tables: ['doctrine_migration_versions'] },
  { tool: 'Play', tables: ['play_evolutions'] },
];

/** An object of a database that belongs to a migration tool, and its name with the schema, quoted where needed. */
export interface ToolObject {
  readonly tool: string;
  readonly kind: 'table' | 'schema';
  readonly id: string;
}

/** Tables and schemas in which known migration tools keep their history, in the order of the snapshot. Pure. */
export function findToolObjects(rows: readonly CatalogRow[]): readonly ToolObject[] {
  return rows.flatMap(({ kind, id, ...row }): readonly ToolObject[] => {
    if (kind === 'schema') return toolsWhere(({ schemas }) => schemas?.includes(id) === true, { kind, id });
    if (kind !== 'table') return [];
    const name = unquote(id.slice(id.indexOf('.') + 1));
    const { columns } = definitionOf({ kind, id, ...row });
    const has = (column: string) => typeof columns === 'object' && columns !== null && Object.hasOwn(columns, column);
    return toolsWhere((tool) => tool.tables?.includes(name) === true && (tool.columns ?? []).every(has), { kind, id });
  });
}

function toolsWhere(
  matches: (tool: KnownTool) => boolean,
  object: Pick<ToolObject, 'kind' | 'id'>,
): readonly ToolObject[] {
  const found = knownTools.find(matches);
  return found ? [{ tool: found.tool, ...object }] : [];
}

function unquote(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
