import type { ConcurrentIndexStatement } from '../../apply/index-statement';
import { pinSearchPathSql } from '../../history/history-sql';
import { quoteLiteral } from '../../sql/quote';
import type { Session } from './session';

/** What the catalog says of an index. */
export type IndexState = 'absent' | 'valid' | 'invalid' | 'being-built';

type NamedIndex = ConcurrentIndexStatement & { readonly name: string };

/**
 * State of the index that a statement names, looked up as the statement would, by the session's own search_path.
 * An invalid one that a backend is building at this moment is `being-built`.
 */
export async function readIndexState(session: Session, index: NamedIndex): Promise<IndexState> {
  const [row] = await session.rows(`${resolveSql(index)}
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

/** The statement that drops it, by its schema-qualified name; undefined when it is gone. */
export async function dropIndexSql(session: Session, index: NamedIndex): Promise<string | undefined> {
  const [row] = await session.rows(`${resolveSql(index)}
${pinSearchPathSql}
SELECT format('DROP INDEX CONCURRENTLY %I.%I', n.nspname, c.relname) AS text
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${isIndexSql(index)}`);
  return row?.text ?? undefined;
}

/** Resolves the written name by the session's search_path, before that is pinned for the rest of the message. */
function resolveSql(index: NamedIndex): string {
  const written = index.action === 'create' ? index.table : index.name;
  return `SELECT pg_catalog.set_config('pgrestify.relation',
  coalesce(pg_catalog.to_regclass(${quoteLiteral(written)})::pg_catalog.oid::pg_catalog.text, '0'), true);`;
}

function isIndexSql(index: NamedIndex): string {
  const resolved = "current_setting('pgrestify.relation')::oid";
  return index.action === 'create'
    ? `i.indrelid = ${resolved} AND c.relname = (parse_ident(${quoteLiteral(index.name)}))[1]`
    : `i.indexrelid = ${resolved}`;
}
