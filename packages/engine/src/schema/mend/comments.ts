import { quoteLiteral } from '../../sql/names/quote';
import type { MendStatement } from './mending';

/** `COMMENT ON …`; undefined takes the comment away. */
export function commentOn(address: string, text: unknown): MendStatement {
  return {
    phase: 'mark',
    sql: `COMMENT ON ${address} IS ${typeof text === 'string' ? quoteLiteral(text) : 'NULL'}`,
  };
}

/** The comment of an object that is made anew; nothing where it has none. */
export function commentIfAny(address: string, text: unknown): readonly MendStatement[] {
  return typeof text === 'string' ? [commentOn(address, text)] : [];
}
