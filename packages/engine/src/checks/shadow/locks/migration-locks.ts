import type { ParsedScript } from '../../../migrations/migration';
import { describeStatement } from '../../../sql/statements/describe-statement';
import { type Location, locateOffset } from '../../../sql/text/positions';
import type { MeasuredLock } from '../../measured-lock';
import type { ScriptEffect, TableEffect } from './table-effect';

/** What a statement of a migration did to a table, as it is told. */
export type StatementLock = Omit<TableEffect, 'heldSince'> & Pick<MeasuredLock, 'heldSinceLine'>;

/** A statement that was looked at, and what it made wait. */
export interface StatementLocks extends Location {
  /** Where it ends. */
  readonly endLine: number;
  /** Its first words. */
  readonly statement: string;
  readonly locks: readonly StatementLock[];
  /**
   * Another server may do something else: where it has partitions that no script makes, and where its time zone decides
   * whether a type is stored in the same way.
   */
  readonly varies?: true;
}

/** What the up of a migration did on a shadow. */
export interface MigrationLocks extends Omit<ScriptEffect, 'statements'> {
  readonly id: string;
  readonly path: string;
  /** Those that were looked at, in their order, also where they lock nothing. */
  readonly statements: readonly StatementLocks[];
}

/** What was read of a migration's statements, with their places in the file. Pure. */
export function locksOfMigration(
  { id, path }: { readonly id: string; readonly path: string },
  { statements, script: { text = Buffer.alloc(0) } }: ParsedScript,
  { statements: effects, ...tables }: ScriptEffect,
): MigrationLocks {
  const lineOf = (at: number): number => locateOffset(text, statements[at]?.start ?? 0).line;
  return {
    id,
    path,
    ...tables,
    statements: effects.flatMap(({ at, effects: locks }) => {
      const statement = statements[at];
      if (!statement) return [];
      return [
        {
          ...locateOffset(text, statement.start),
          endLine: locateOffset(text, statement.end).line,
          statement: describeStatement(text, statement),
          ...(varies(text.toString('utf8', statement.start, statement.end), locks) && { varies: true }),
          locks: locks.map(({ heldSince, ...lock }) => ({
            ...lock,
            ...(heldSince !== undefined && { heldSinceLine: lineOf(heldSince) }),
          })),
        },
      ];
    }),
  };
}

function varies(text: string, locks: readonly TableEffect[]): boolean {
  return locks.some(({ kind }) => kind === 'partitioned-table') || /timestamptz|time\s+zone/i.test(text);
}
