import { describeError } from '../../apply/failures/describe-error';
import { EngineError, type ErrorReport } from '../../errors';
import { MessageError } from '../../postgres/session/message-query';
import type { Session } from '../../postgres/session/session';
import { describeExcerpt } from '../../sql/text/describe-excerpt';
import { locateServerPosition } from '../../sql/text/positions';
import { parsePlan } from '../plans/parse-plan';
import type { QueryPlan } from '../plans/plan-node';
import type { BenchmarkQuery } from '../queries/benchmark-query';
import { afterFailure, composeQuery, type Explaining } from './query-message';

/** A plan, or what the server said in its place. */
export type Explained = { readonly plan: QueryPlan } | { readonly error: ErrorReport };

/** Explains a query once. What the server refuses is an answer; throws SessionLostError alone. */
export async function explainQuery(
  session: Session,
  query: BenchmarkQuery,
  explaining: Explaining,
): Promise<Explained> {
  const message = composeQuery(query, explaining);
  try {
    const { rowSets } = await session.send({ text: message.text });
    return { plan: parsePlan(rowSets.at(-1)?.[0]?.['QUERY PLAN'] ?? '') };
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    await session.send({ text: afterFailure });
    return { error: describeError(describeFailure(error, query, message.queryStartsAt)) };
  }
}

function describeFailure({ serverError }: MessageError, query: BenchmarkQuery, queryStartsAt: number): EngineError {
  const { message, code, detail, hint } = serverError;
  const position = Number(serverError.position ?? 0) - queryStartsAt;
  const isInQuery = position >= 1 && position <= [...query.text].length;
  const place = isInQuery ? locateServerPosition(query.text, position) : undefined;
  const { origin } = query;
  const at = origin.kind === 'file' && place ? `${origin.path}:${place.line}:${place.column}` : pathOf(query);
  const parts = [message, ...(detail === undefined ? [] : [detail])].map((part) => part.replace(/\.$/, ''));
  return new EngineError('BENCHMARK_FAILED', `${at}: ${parts.join('. ')}${code ? ` (SQLSTATE ${code})` : ''}.`, {
    ...(hint !== undefined && { hint }),
    ...(place && origin.kind === 'file' && { location: { path: origin.path, ...place } }),
    ...(place && { excerpt: describeExcerpt(Buffer.from(query.text), place) }),
    fields: { sqlState: code },
  });
}

function pathOf({ origin, name }: BenchmarkQuery): string {
  return origin.kind === 'file' ? origin.path : name;
}
