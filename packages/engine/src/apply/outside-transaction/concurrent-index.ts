import { EngineError } from '../../errors';
import { pinSearchPathSql } from '../../history/sql/history-sql';
import type { Session } from '../../postgres/session/session';
import type { Statement } from '../../sql/statements/statement';
import type { StepRun } from '../script/step-run';
import type { ConcurrentStatement } from './concurrent-statement';
import type { ConcurrentIndexStatement } from './index-statement';
import { resolvedRelationSql, resolveRelationSql, writtenNameSql } from './resolved-relation';
import { placeOf } from './unit-message';

/** What the catalog says of an index. */
export type IndexState = 'absent' | 'valid' | 'invalid' | 'being-built';

type NamedIndex = ConcurrentIndexStatement & { readonly name: string };

/**
 * State of the index that a statement names, looked up as the statement would, by the session's own search_path.
 * An invalid one that a backend is building at this moment is `being-built`.
 */
export async function readIndexState(session: Session, index: NamedIndex): Promise<IndexState> {
  const [row] = await session.rows(`SELECT ${resolveRelationSql(index.action === 'create' ? index.table : index.name)};
${pinSearchPathSql}
SELECT i.indisvalid AS valid,
  EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid) AS building
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE ${isIndexSql(index)}`);
  if (!row) {
    return 'absent';
  }
  if (row.valid === 't') {
    return 'valid';
  }
  return row.building === 't' ? 'being-built' : 'invalid';
}

/** Indexes of a table, by name, each with what the catalog says of it. The table is looked up by the session's own search_path. */
export async function listIndexes(session: Session, table: string): Promise<readonly string[]> {
  const rows = await session.rows(`SELECT ${resolveRelationSql(table)};
${pinSearchPathSql}
SELECT format('%I (%s)', c.relname, CASE WHEN i.indisvalid THEN 'valid' ELSE 'invalid' END) AS text
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = ${resolvedRelationSql} ORDER BY c.relname`);
  return rows.map(({ text }) => text ?? '');
}

/** An invalid index under the name of one that is to be built is somebody else's; `IF NOT EXISTS` would pass over it. */
export async function refuseInvalidIndex(
  run: StepRun,
  statement: Statement,
  index: ConcurrentStatement | undefined,
): Promise<void> {
  if (index?.action !== 'create' || index.name === undefined) {
    return;
  }
  const { name } = index;
  const state = await readIndexState(run.worker, { ...index, name });
  if (state === 'invalid' || state === 'being-built') {
    const passOver = index.ifNotExists ? '; IF NOT EXISTS would pass over it' : '';
    throw new EngineError(
      'INVALID_INDEX',
      `${placeOf(run, statement)}: index ${name} exists and is ${state === 'invalid' ? 'invalid' : 'being built by another session'}${passOver}.`,
      { hint: `Drop it first: DROP INDEX CONCURRENTLY ${name}.` },
    );
  }
}

/** A concurrent build must end with a valid index. */
export async function requireValidIndex(
  run: StepRun,
  statement: Statement,
  index: ConcurrentStatement | undefined,
): Promise<void> {
  if (index?.action !== 'create' || index.name === undefined) {
    return;
  }
  const { name } = index;
  const state = await readIndexState(run.worker, { ...index, name });
  if (state !== 'valid') {
    throw new EngineError(
      'INVALID_INDEX',
      `${placeOf(run, statement)}: index ${name} is ${state} after it was built.`,
      {
        hint: 'Run again: the invalid index is dropped and built anew.',
      },
    );
  }
}

function isIndexSql(index: NamedIndex): string {
  return index.action === 'create'
    ? `i.indrelid = ${resolvedRelationSql} AND c.relname = ${writtenNameSql(index.name)}`
    : `i.indexrelid = ${resolvedRelationSql}`;
}
