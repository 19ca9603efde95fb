import type { RangeVar } from 'libpg-query';
import { lastPart } from '../statements/names';
import { nodeOf, nodesOf, type SyntaxNode } from '../syntax/nodes';
import { listedNames, nameOfParts, nameOfRelation } from '../syntax/object-names';
import { applyAction } from './apply-action';
import type { KnownTable } from './known-table';
import { readIndex } from './read-index';
import { readTable } from './read-table';
import { renameColumn } from './rename-column';
import type { StatementSource } from './statement-source';

/** What the scripts up to one have made, read off their syntax: the schema as a fresh database would have it. */
export interface KnownSchema {
  /** The table of that name's key; one without a schema is that of any schema. */
  readonly table: (key: string) => KnownTable | undefined;
  /** All of them. */
  readonly tables: () => Iterable<KnownTable>;
  /** Takes note of a statement. */
  readonly follow: (node: SyntaxNode, source: StatementSource) => void;
}

/** The schema before the first statement. */
export function openKnownSchema(): KnownSchema {
  const tables = new Map<string, KnownTable>();
  // Names without a schema, with the keys of the tables that have them.
  const keysOf = new Map<string, Set<string>>();
  const add = (table: KnownTable): void => {
    tables.set(table.key, table);
    const last = lastPart(table.key);
    keysOf.set(last, (keysOf.get(last) ?? new Set()).add(table.key));
  };
  const remove = ({ key }: KnownTable): void => {
    tables.delete(key);
    keysOf.get(lastPart(key))?.delete(key);
  };
  const find = (key: string): KnownTable | undefined => {
    const exact = tables.get(key);
    if (exact) return exact;
    const last = lastPart(key);
    const others = [...(keysOf.get(last) ?? [])];
    // One of the two names has no schema.
    const other = last === key ? others[0] : others.find((each) => each === last);
    return other === undefined ? undefined : tables.get(other);
  };
  const change = (relation: RangeVar | undefined, how: (table: KnownTable) => KnownTable): void => {
    const table = relation && find(nameOfRelation(relation).key);
    if (table) tables.set(table.key, how(table));
  };
  const rename = (table: KnownTable, parts: readonly string[]): void => {
    remove(table);
    const { key, written } = nameOfParts(parts);
    add({ ...table, key, written });
    for (const other of tables.values()) tables.set(other.key, renamedIn(other, table.key, key));
  };
  const forget = (key: string): void => {
    const table = find(key);
    if (table) remove(table);
  };
  return {
    table: find,
    tables: () => tables.values(),
    follow: (node, source) => {
      const create = nodeOf('CreateStmt', node);
      if (create?.relation) {
        const made = readTable(create, create.relation, find, source);
        if (!create.if_not_exists || !tables.has(made.key)) add(made);
        const parent = create.partbound && nodesOf('RangeVar', create.inhRelations)[0];
        if (create.partbound?.is_default) change(parent, (table) => ({ ...table, defaultPartition: made.key }));
      }
      const index = nodeOf('IndexStmt', node);
      if (index) change(index.relation, (table) => ({ ...table, indexes: [...table.indexes, readIndex(index)] }));
      const alter = nodeOf('AlterTableStmt', node);
      for (const action of nodesOf('AlterTableCmd', alter?.cmds)) {
        change(alter?.relation, (table) => applyAction(table, action, find, source));
      }
      const renamed = nodeOf('RenameStmt', node);
      if (renamed?.renameType === 'OBJECT_COLUMN') {
        change(renamed.relation, (table) => renameColumn(table, renamed.subname ?? '', renamed.newname ?? ''));
      }
      const old = renamed?.relation && find(nameOfRelation(renamed.relation).key);
      if (old && renamed?.renameType === 'OBJECT_TABLE') {
        const { schemaname } = renamed.relation ?? {};
        rename(old, [...(schemaname === undefined ? [] : [schemaname]), renamed.newname ?? '']);
      }
      const moved = nodeOf('AlterObjectSchemaStmt', node);
      const inSchema = moved?.relation && find(nameOfRelation(moved.relation).key);
      if (inSchema) rename(inSchema, [moved?.newschema ?? '', moved?.relation?.relname ?? '']);
      const dropped = nodeOf('DropStmt', node);
      if (dropped?.removeType === 'OBJECT_TABLE') for (const { key } of listedNames(dropped.objects)) forget(key);
      if (dropped?.removeType === 'OBJECT_INDEX') {
        const names = new Set(listedNames(dropped.objects).map(({ key }) => lastPart(key)));
        for (const table of tables.values()) {
          const indexes = table.indexes.filter(({ name }) => !names.has(name));
          if (indexes.length < table.indexes.length) tables.set(table.key, { ...table, indexes });
        }
      }
    },
  };
}

function renamedIn(table: KnownTable, before: string, after: string): KnownTable {
  const isNamed = table.defaultPartition === before || table.references.some(({ to }) => to === before);
  if (!isNamed) return table;
  return {
    ...table,
    defaultPartition: table.defaultPartition === before ? after : table.defaultPartition,
    references: table.references.map((one) => (one.to === before ? { ...one, to: after } : one)),
  };
}
