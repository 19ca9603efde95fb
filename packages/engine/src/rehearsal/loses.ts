import type { LostData, Measurement } from './rehearsal';

/**
 * Whether what a script did to a table accounts for a loss: rows were deleted or the table was emptied or dropped; a
 * column was dropped, or rows were changed in place. Pure.
 */
export function loses({ table, column }: LostData, measured: readonly (Measurement | undefined)[]): boolean {
  return measured.some((each) => each !== undefined && (takesRows(table, each) || takesValues(table, column, each)));
}

function takesRows(table: string, { changed, rewrites, dropped }: Measurement): boolean {
  return (
    changed.some((rows) => rows.table === table && rows.deleted > 0) ||
    rewrites.some(
      ({ relation, bytesBefore, bytesAfter }) => relation === table && bytesBefore > 0 && bytesAfter === 0,
    ) ||
    dropped.some((gone) => gone.table === table && gone.column === undefined)
  );
}

function takesValues(table: string, column: string | undefined, { changed, dropped }: Measurement): boolean {
  if (column === undefined) return false;
  return (
    changed.some((rows) => rows.table === table && rows.updated > 0) ||
    dropped.some((gone) => gone.table === table && gone.column === column)
  );
}
