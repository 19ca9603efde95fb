import { EngineError } from '../../errors';
import { MessageError, type TextRow } from '../../postgres/session/message-query';
import { findStatementsSql, type TopStatement, topStatementsSql } from '../queries/top-statements';

/** One message; the rows of its last statement. */
export type AskRows = (sql: string) => Promise<readonly TextRow[]>;

/**
 * Statements that took most time in sum, in this database since the statistics were reset. Reads only. Throws
 * STATEMENTS_UNKNOWN where the server keeps no statistics of them.
 */
export async function readTopStatements(rows: AskRows, count: number): Promise<readonly TopStatement[]> {
  const [extension] = await rows(findStatementsSql);
  const schema = extension?.schema;
  if (schema === undefined || schema === null) {
    throw unknown('The database has no extension pg_stat_statements, which knows its statements.');
  }
  const found = await rows(topStatementsSql(schema, count)).catch((error: unknown) => {
    // object_not_in_prerequisite_state: it must be loaded when the server starts.
    if (!(error instanceof MessageError)) throw error;
    throw unknown(`pg_stat_statements cannot be read: ${error.message.replace(/\.$/, '')}.`, error);
  });
  return found.map(({ query_id, calls, mean_ms, text }) => ({
    queryId: query_id ?? '',
    text: text ?? '',
    calls: Number(calls),
    meanMs: Number(mean_ms),
  }));
}

function unknown(message: string, cause?: unknown): EngineError {
  return new EngineError('STATEMENTS_UNKNOWN', message, {
    hint: 'Put pg_stat_statements into shared_preload_libraries, restart the server, and run `CREATE EXTENSION pg_stat_statements`; or write queries into sql/benchmarks.',
    cause,
  });
}
