/** A table in which another tool records what it has applied. */
export interface KnownHistory {
  readonly tool: string;
  /** Undefined: in whatever schema. */
  readonly schema?: string;
  readonly table: string;
  /** Columns by which it is told from a table of the user's with that name; the first names what was applied. */
  readonly columns: readonly [string, ...string[]];
  /** Which rows are of what is applied, as SQL; all unless set. */
  readonly applied?: string;
}

/**
 * Where the tools of this field keep their history. What is in it tells that a database is theirs, and which files it
 * has; the tables themselves are never written. `reference of each tool; formats tried where it could be run`
 */
export const knownHistories: readonly KnownHistory[] = [
  { tool: 'the Supabase CLI', schema: 'supabase_migrations', table: 'schema_migrations', columns: ['version'] },
  { tool: 'dbmate, golang-migrate, Rails or Ecto', table: 'schema_migrations', columns: ['version'] },
  {
    tool: 'Prisma',
    table: '_prisma_migrations',
    columns: ['migration_name', 'finished_at', 'rolled_back_at'],
    applied: 'finished_at IS NOT NULL AND rolled_back_at IS NULL',
  },
  { tool: 'goose', table: 'goose_db_version', columns: ['version_id', 'is_applied'], applied: 'is_applied' },
  { tool: 'Flyway', table: 'flyway_schema_history', columns: ['version', 'success'], applied: 'success' },
  { tool: 'diesel', table: '__diesel_schema_migrations', columns: ['version'] },
  { tool: 'sqlx', table: '_sqlx_migrations', columns: ['version', 'success'], applied: 'success' },
  { tool: 'node-pg-migrate', table: 'pgmigrations', columns: ['name', 'run_on'] },
  { tool: 'knex', table: 'knex_migrations', columns: ['name', 'batch'] },
  { tool: 'TypeORM', table: 'migrations', columns: ['name', 'timestamp'] },
  { tool: 'Laravel', table: 'migrations', columns: ['migration', 'batch'] },
  { tool: 'Sequelize or umzug', table: 'SequelizeMeta', columns: ['name'] },
  { tool: 'drizzle', table: '__drizzle_migrations', columns: ['hash', 'created_at'] },
  { tool: 'graphile-migrate', schema: 'graphile_migrate', table: 'migrations', columns: ['filename'] },
  { tool: 'sqitch', schema: 'sqitch', table: 'changes', columns: ['change', 'change_id'] },
  { tool: 'Atlas', table: 'atlas_schema_revisions', columns: ['version', 'applied'] },
  { tool: 'sql-migrate', table: 'gorp_migrations', columns: ['id', 'applied_at'] },
  { tool: 'Alembic', table: 'alembic_version', columns: ['version_num'] },
  { tool: 'Django', table: 'django_migrations', columns: ['name', 'app'] },
  { tool: 'Liquibase', table: 'databasechangelog', columns: ['id', 'md5sum'] },
  { tool: 'Doctrine', table: 'doctrine_migration_versions', columns: ['version', 'executed_at'] },
  { tool: 'Phinx', table: 'phinxlog', columns: ['version', 'migration_name'] },
  { tool: 'Entity Framework', table: '__EFMigrationsHistory', columns: ['MigrationId'] },
  { tool: 'Kysely', table: 'kysely_migration', columns: ['name'] },
  { tool: 'MikroORM', table: 'mikro_orm_migrations', columns: ['name'] },
  { tool: 'refinery', table: 'refinery_schema_history', columns: ['version', 'checksum'] },
  { tool: 'Postgrator', table: 'schemaversion', columns: ['version', 'md5'] },
  { tool: 'tern', table: 'schema_version', columns: ['version'] },
  { tool: 'bun', table: 'bun_migrations', columns: ['name', 'migrated_at'] },
  { tool: 'Play evolutions', table: 'play_evolutions', columns: ['id', 'state'] },
  { tool: 'yoyo', table: '_yoyo_migration', columns: ['migration_id'] },
];
