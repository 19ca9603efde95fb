/** Endings of languages in which other tools write migrations. */
const codeEnding = /\.(?:[cm]?[jt]sx?|py|rb|php|go|java|kt|cs|fs|exs?|rs|clj|edn|xml|ya?ml)$/i;

/** A name that begins with a version, as no program beside migrations has: `0001_x`, `V1__X`, `Version2024…`, `m2024…`. */
const versionedName = /^(?:\d+[._-]|\d{8,}|V\d[\d._]*__|Version\d{6,}|[Mm]\d{6,}|Migration\d{6,})/;

/** A test, a type or a part of something: not itself a migration, whatever its name begins with. */
const besideCode = /\.(?:d\.[cm]?ts|(?:spec|test)\.[cm]?[jt]sx?|designer\.cs)$/i;

const signs: readonly (readonly [RegExp, string])[] = [
  [/\bMigrationInterface\b/, 'TypeORM'],
  [/@mikro-orm\//, 'MikroORM'],
  [/\bKysely\b|from ['"]kysely['"]/, 'Kysely'],
  [/\bqueryInterface\b/, 'Sequelize'],
  [/\bMigrationBuilder\b|\bpgm\b/, 'node-pg-migrate'],
  [/\bknex\b/i, 'knex'],
  [/\bdown_revision\b/, 'Alembic'],
  [/\bmigrations\.Migration\b/, 'Django'],
  [/\bActiveRecord::Migration\b/, 'Rails'],
  [/\bIlluminate\\/, 'Laravel'],
  [/\bAbstractMigration\b/, 'Doctrine or Phinx'],
  [/\bEcto\.Migration\b/, 'Ecto'],
  [/\bgoose\.AddMigration/, 'goose'],
  [/\bBaseJavaMigration\b/, 'Flyway'],
  [/\bdatabaseChangeLog\b/, 'Liquibase'],
];

/**
 * The tool of a migration that is written in code, `another tool` where nothing in it tells which; undefined for a file
 * that is none. Pure.
 */
export function recogniseCode(name: string, readText: () => string): string | undefined {
  if (!codeEnding.test(name) || besideCode.test(name)) return undefined;
  const isVersioned = versionedName.test(name);
  // Alembic's names begin with a random part, Liquibase's with a word: only their text tells.
  if (!isVersioned && !/\.(?:py|xml|ya?ml)$/i.test(name)) return undefined;
  const text = readText();
  const tool = signs.find(([sign]) => sign.test(text))?.[1];
  return tool ?? (isVersioned ? 'another tool' : undefined);
}
