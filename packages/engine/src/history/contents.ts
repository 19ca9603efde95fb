/** One thing that a reset drops by a statement of its own: a schema with what is in it, or what is in no schema. */
export interface DatabaseObject {
  /** As PostgreSQL calls it: `schema`, `extension`, `event trigger`, … */
  readonly kind: string;
  readonly name: string;
  /** The role that owns it; empty where that decides nothing. */
  readonly owner: string;
  /** Whether the connected role may drop it, and a transaction can: a subscription cannot be dropped in one. */
  readonly droppable: 'yes' | 'not-ours' | 'not-in-transaction';
  /** Of a schema: tables, and everything else that is in it. */
  readonly tables: number;
  readonly others: number;
}

/** What is in a database beside PostgreSQL's own and the history, as far as a reset drops it. Empty: nothing of a user's. */
export type DatabaseContents = readonly DatabaseObject[];

/** `schema app (12 tables, 3 other objects)`, for each object a line. */
export function describeContents(contents: DatabaseContents): readonly string[] {
  return contents.map(({ kind, name, tables, others }) => {
    const counts = [
      ...(tables > 0 ? [count(tables, 'table')] : []),
      ...(others > 0 ? [count(others, tables > 0 ? 'other object' : 'object')] : []),
    ];
    return `${kind} ${name}${counts.length > 0 ? ` (${counts.join(', ')})` : ''}`;
  });
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
