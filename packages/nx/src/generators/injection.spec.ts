import { splitStatements } from '@pgrestify/engine/testing';
import { type GeneratedProject, generateProject, type ScriptPair } from './testing/generated-project';

// Whatever an option says, it is refused, or it stays in the one place of the one statement that it is meant for.

const hostile = [
  "x'; DROP TABLE victim; --",
  'x"; DROP TABLE victim; --',
  'x; DROP TABLE victim',
  'x); DROP TABLE victim; --',
  "x\\'; DROP TABLE victim; --",
  "E'x\\'; DROP TABLE victim; --'",
  'x\n; DROP TABLE victim;\n',
  'x\r; DROP TABLE victim; --',
  '$$x$$; DROP TABLE victim; $$',
  // A dollar quote whose tag is no ASCII word hides the apostrophe that seems to begin a text.
  "$ü$'$ü$ IS NULL); DROP TABLE victim; --'",
  // PostgreSQL 14 reads a number and a string E'…' here.
  "1E'\\''); DROP TABLE victim; --'",
  'x --',
  'x /*',
  '*/ x /*',
  "'",
  '"',
  '$a$',
  '<%- process.exit(3) %>',
  '<%= global.process.exit(3) %>',
  '<%_ } process.exit(3) _%>',
  '$(touch x)`touch y`',
  'x\0; DROP TABLE victim',
];

type Generate = (project: GeneratedProject, text: string) => Promise<ScriptPair>;

const options: readonly (readonly [string, innocent: string, Generate])[] = [
  ['table: --name', 'posts', (project, name) => project.addTable({ name, columns: 'a:text' })],
  ['table: a column', 'a', (project, name) => project.addTable({ name: 'posts', columns: `${name}:text` })],
  ['table: a type', 'text', (project, type) => project.addTable({ name: 'posts', columns: `a:${type}` })],
  ['table: a default', 'x', (project, text) => project.addTable({ name: 'posts', columns: `a:text=${text}` })],
  [
    'table: --foreign-keys',
    'users',
    (project, table) => project.addTable({ name: 'posts', columns: 'a:uuid', foreignKeys: `a:${table}(id)` }),
  ],
  [
    'migration: --table',
    'users',
    (project, table) => project.addMigration({ kind: 'add-index', table, column: 'email' }),
  ],
  [
    'migration: --column',
    'email',
    (project, column) => project.addMigration({ kind: 'add-index', table: 'users', column }),
  ],
  [
    'migration: --column with a type',
    'a',
    (project, name) => project.addMigration({ kind: 'add-column', table: 'users', column: `${name}:text` }),
  ],
  [
    'migration: --check',
    'true',
    (project, check) =>
      project.addMigration({ kind: 'add-constraint', constraint: 'check', table: 'users', column: 'email', check }),
  ],
  [
    'migration: --references',
    'users',
    (project, table) =>
      project.addMigration({
        kind: 'add-constraint',
        constraint: 'foreign-key',
        table: 'posts',
        column: 'a',
        references: `${table}(id)`,
      }),
  ],
  [
    'migration: --value',
    'x',
    (project, value) => project.addMigration({ kind: 'backfill', table: 'users', column: 'email', value }),
  ],
];

describe.each(options)('%s', (_option, innocent, generate) => {
  let expected: readonly number[];
  let project: GeneratedProject;
  beforeAll(async () => {
    project = await generateProject('basic');
    expected = statementCounts(await generate(project, innocent));
    expect(expected.every((count) => count > 0)).toBe(true);
  });

  it.each(hostile)('refuses or contains %j', async (text) => {
    const script = await generate(project, text).catch((error: Error) => error);
    if (script instanceof Error) expect(script.message).toMatch(/--\w+|name|type|NUL/);
    else expect(statementCounts(script)).toEqual(expected);
  });

  it.each(hostile)('refuses or contains %j as a quoted name', async (text) => {
    const script = await generate(project, `"${text.replaceAll('"', '""')}"`).catch((error: Error) => error);
    if (script instanceof Error) expect(script.message).toMatch(/--\w+|name|type|NUL/);
    else expect(statementCounts(script)).toEqual(expected);
  });
});

/** How many statements up and down have; a problem of the text counts as none. */
function statementCounts({ up, down }: ScriptPair): readonly number[] {
  return [up, down].map((text) => {
    const { statements, problems } = splitStatements(Buffer.from(text));
    return problems.length > 0 ? 0 : statements.length;
  });
}
