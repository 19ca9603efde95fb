import { definitionOf } from '../../definition';
import { commentIfAny } from '../comments';
import { makeGrants } from '../grants';
import { type KindOfMend, type MendStatement, unmended } from '../mending';
import { entriesOf, textOf } from '../read-definition';

/** Schemas: one that is dropped must be empty, so that nothing is lost with it. */
export const schemaMend: KindOfMend = {
  make: (row) => [
    { phase: 'schema', sql: `CREATE SCHEMA ${row.id}` },
    ...makeGrants(row),
    ...commentIfAny(`SCHEMA ${row.id}`, definitionOf(row).comment),
  ],
  drop: ({ id }) => [{ phase: 'drop schema', sql: `DROP SCHEMA ${id}` }],
};

/** Extensions. One that is dropped must not be in use. */
export const extensionMend: KindOfMend = {
  make: (row) => {
    const { schema, version } = definitionOf(row);
    return [{ phase: 'extension', sql: `CREATE EXTENSION ${row.id} SCHEMA ${schema} VERSION '${version}'` }];
  },
  drop: ({ id }) => [{ phase: 'drop extension', sql: `DROP EXTENSION ${id}` }],
  change: ({ expected, fields }) => {
    const { schema, version } = definitionOf(expected);
    const names = fields.map(({ path: [name = ''] }) => name);
    const alter = (action: string): MendStatement => ({
      phase: 'extension',
      sql: `ALTER EXTENSION ${expected.id} ${action}`,
    });
    return {
      statements: [
        ...(names.includes('version') ? [alter(`UPDATE TO '${version}'`)] : []),
        ...(names.includes('schema') ? [alter(`SET SCHEMA ${schema}`)] : []),
      ],
      unmended: names.filter((name) => name !== 'version' && name !== 'schema'),
    };
  },
};

/** Event triggers: switched on and off. */
export const eventTriggerMend: KindOfMend = {
  drop: ({ id }) => [{ phase: 'drop trigger', sql: `DROP EVENT TRIGGER ${id}` }],
  change: ({ expected, fields }) => {
    if (fields.some(({ path }) => path[0] !== 'enabled')) return unmended('definition');
    const words = new Map([
      ['disabled', 'DISABLE'],
      ['replica', 'ENABLE REPLICA'],
      ['always', 'ENABLE ALWAYS'],
    ]);
    const word = words.get(textOf(definitionOf(expected), 'enabled') ?? '') ?? 'ENABLE';
    return { statements: [{ phase: 'mark', sql: `ALTER EVENT TRIGGER ${expected.id} ${word}` }], unmended: [] };
  },
};

/** Rights that were given or taken on objects of the system and of extensions: given back, and taken again. */
export const systemGrantsMend: KindOfMend = {
  make: ({ id, definition }) => {
    const target = systemTarget(id);
    const { granted, revoked } = definitionOf({ kind: 'grants', id, definition });
    return target === undefined
      ? undefined
      : [...give('GRANT', target, { granted }), ...give('REVOKE', target, { granted: revoked })];
  },
  drop: ({ id, definition }) => {
    const target = systemTarget(id);
    const { granted, revoked } = definitionOf({ kind: 'grants', id, definition });
    return target === undefined
      ? undefined
      : [...give('REVOKE', target, { granted }), ...give('GRANT', target, { granted: revoked })];
  },
};

/** `on function pg_catalog.f(x)` → as GRANT names it; undefined for columns, which it names otherwise. */
function systemTarget(id: string): string | undefined {
  const [, kind = '', name = ''] = /^on (table|view|function|schema|type|sequence|language) (.*)$/s.exec(id) ?? [];
  // The types of the system are called as SQL calls them, `integer`, which GRANT does not know.
  if (kind === '' || name.startsWith('column ') || (kind === 'type' && !name.includes('.'))) return undefined;
  return `${kind === 'view' ? 'TABLE' : kind.toUpperCase()} ${name}`;
}

function give(
  word: 'GRANT' | 'REVOKE',
  target: string,
  rights: { readonly granted: unknown },
): readonly MendStatement[] {
  return entriesOf(rights, 'granted').flatMap(([role, privileges]) =>
    `${privileges}`.split(', ').map((privilege): MendStatement => {
      const name = privilege.replace(/ WITH GRANT OPTION$/, '');
      const option = name === privilege || word === 'REVOKE' ? '' : ' WITH GRANT OPTION';
      const preposition = word === 'GRANT' ? 'TO' : 'FROM';
      const sql = `${word} ${name} ON ${target} ${preposition} ${role === '<owner>' ? 'CURRENT_USER' : role}${option}`;
      return { phase: 'grant', sql };
    }),
  );
}
