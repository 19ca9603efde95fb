import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a project whose only environment is the database of DATABASE_URL. */
export function writeProject(folder: string): void {
  writeFile(
    join(folder, 'pgrestify.config.cjs'),
    "module.exports = { environments: { production: () => ({ database: { url: process.env.DATABASE_URL } }) }, defaultEnvironment: 'production' };\n",
  );
}

/**
 * Writes migrations `from` (included) to `to` (not included), each of the cheapest DDL there is, in the layout of each
 * contender.
 */
export function writeMigrations(folder: string, from: number, to: number): void {
  for (let number = from; number < to; number++) {
    const id = idOf(number);
    const [up, down] = [`CREATE TABLE item_${number} (id integer);\n`, `DROP TABLE item_${number};\n`];
    writeMigration(folder, id, [up], down);
    writeFile(join(folder, 'dbmate', `${id}.sql`), `-- migrate:up\n${up}\n-- migrate:down\n${down}`);
    writeFile(join(folder, 'node-pg-migrate', `${id}.sql`), `-- Up Migration\n${up}\n-- Down Migration\n${down}`);
    writeFile(join(folder, 'drizzle', `${id}.sql`), up);
  }
  const entries = Array.from({ length: to }, (_, number) => ({
    idx: number,
    version: '7',
    when: firstTime + number,
    tag: idOf(number),
    breakpoints: true,
  }));
  const journal = JSON.stringify({ version: '7', dialect: 'postgresql', entries });
  writeFile(join(folder, 'drizzle/meta/_journal.json'), journal);
}

/** drizzle-orm orders by the time at which a migration was made. */
const firstTime = 1_700_000_000_000;

function idOf(number: number): string {
  return `${String(number).padStart(5, '0')}_create_item`;
}

/** A migration of that many INSERTs, each with a row of that many bytes. */
export function writeInserts(folder: string, statements: number, rowBytes: number): void {
  const row = 'x'.repeat(rowBytes);
  const inserts = Array.from({ length: statements }, (_, index) => `INSERT INTO big VALUES (${index}, '${row}');\n`);
  writeMigration(folder, '0_big', ['CREATE TABLE big (id integer, text text);\n', ...inserts], 'DROP TABLE big;\n');
}

function writeMigration(folder: string, id: string, up: readonly string[], down: string): void {
  writeFile(join(folder, 'sql', 'migrations', id, 'up.sql'), up.join(''));
  writeFile(join(folder, 'sql', 'migrations', id, 'down.sql'), down);
}

function writeFile(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}
