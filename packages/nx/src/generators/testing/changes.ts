import type { MigrationGeneratorOptions } from '../migration/options';

/** One change at least of each kind that the generator writes, for the tables of `subjects`. */
export const changes: readonly Omit<MigrationGeneratorOptions, 'project' | 'name'>[] = [
  { kind: 'empty' },
  { kind: 'add-column', table: 'subject', column: 'phone:text' },
  { kind: 'add-column', table: 'subject', column: 'price:numeric(10,2)=0!' },
  { kind: 'add-column', table: 'subject', column: 'token:uuid=gen_random_uuid()' },
  { kind: 'add-column', table: '"Odd ""table"""', column: '"Odd ""column"" -- ;":text=x!' },
  { kind: 'add-index', table: 'subject', column: 'n,"Odd ""column"""' },
  { kind: 'add-index', table: '"Odd ""table"""', column: 'order' },
  { kind: 'add-constraint', table: 'subject', check: 'n > 0 AND n < 100000' },
  { kind: 'add-constraint', table: 'subject', column: 'word', check: "word <> ');--'" },
  { kind: 'add-constraint', table: 'subject', column: 'user_id', references: 'users(id) on delete set null' },
  { kind: 'add-constraint', table: '"Odd ""table"""', column: 'order', references: 'subject(n)' },
  { kind: 'add-constraint', table: 'subject', constraint: 'unique', column: 'word,"Odd ""column"""' },
  { kind: 'add-constraint', table: '"Odd ""table"""', constraint: 'unique', column: 'order' },
  { kind: 'add-constraint', table: 'subject', constraint: 'not-null', column: 'n' },
  { kind: 'add-constraint', table: 'subject', constraint: 'not-null', column: '"Odd ""column"""' },
  { kind: 'backfill', table: 'subject', column: 'empty', value: 'none' },
  { kind: 'backfill', table: 'subject', column: 'empty', value: "'it''s'", batches: 1 },
  { kind: 'backfill', table: '"Odd ""table"""', column: 'empty', value: 7, batches: 25 },
];

/** Tables with enough rows for several pages, for the changes. */
export const subjects = `
CREATE TABLE subject (
  n int UNIQUE, word text, "Odd ""column""" text, empty text, user_id uuid, filler text
);
INSERT INTO subject SELECT i, 'w' || i, 'o' || i, NULL, NULL, repeat('x', 200) FROM generate_series(1, 2000) AS i;
CREATE TABLE "Odd ""table""" ("order" int, empty int, filler text);
INSERT INTO "Odd ""table""" SELECT i, NULL, repeat('x', 200) FROM generate_series(1, 2000) AS i;`;
