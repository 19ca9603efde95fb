import { type LeadingToken, readLeadingTokens, readName } from '../../sql/statements/leading-tokens';
import type { Statement } from '../../sql/statements/statement';
import { readOptions } from '../../sql/statements/statement-options';
import { type ConcurrentIndexStatement, parseConcurrentIndex } from './index-statement';

/**
 * A statement that works CONCURRENTLY: it waits for other transactions without blocking anybody, in several transactions
 * of its own, and when it fails between them it leaves something behind. Names are as they are written.
 */
export type ConcurrentStatement =
  | ConcurrentIndexStatement
  | {
      readonly action: 'reindex';
      readonly object: 'INDEX' | 'TABLE' | 'SCHEMA' | 'DATABASE' | 'SYSTEM';
      readonly name: string | undefined;
    }
  | { readonly action: 'detach'; readonly table: string; readonly partition: string };

/** Its parts; undefined for a statement that does not work concurrently. */
export function parseConcurrent(text: Buffer, statement: Statement): ConcurrentStatement | undefined {
  const [first, second] = statement.words;
  if (first === 'REINDEX') return parseReindex(text, statement);
  if (first === 'ALTER' && second === 'TABLE') return parseDetach(readLeadingTokens(text, statement));
  return parseConcurrentIndex(text, statement);
}

const reindexed = ['INDEX', 'TABLE', 'SCHEMA', 'DATABASE', 'SYSTEM'] as const;

/** `REINDEX [(options)] object [CONCURRENTLY] [name]`, CONCURRENTLY also among the options. */
function parseReindex(text: Buffer, statement: Statement): ConcurrentStatement | undefined {
  const tokens = readLeadingTokens(text, statement);
  const at = tokens.findIndex(({ word }, index) => index > 0 && word !== undefined && isAfterOptions(tokens, index));
  const object = reindexed.find((name) => name === tokens[at]?.word);
  const isWord = tokens[at + 1]?.word === 'CONCURRENTLY';
  const option = readOptions(text, statement).get('CONCURRENTLY');
  const isOption = option !== undefined && !['OFF', 'FALSE', '0'].includes(option.toUpperCase());
  if (object === undefined || !(isWord || isOption)) return undefined;
  return { action: 'reindex', object, name: readName(tokens.slice(at + (isWord ? 2 : 1))) };
}

/** Whether as many parentheses were closed as opened before that token. */
function isAfterOptions(tokens: readonly LeadingToken[], index: number): boolean {
  const before = tokens.slice(0, index).map(({ source }) => source);
  return before.filter((source) => source === '(').length === before.filter((source) => source === ')').length;
}

/** `ALTER TABLE [IF EXISTS] [ONLY] table DETACH PARTITION partition CONCURRENTLY`. */
function parseDetach(tokens: readonly LeadingToken[]): ConcurrentStatement | undefined {
  const at = tokens.findIndex(({ word }, index) => word === 'DETACH' && tokens[index + 1]?.word === 'PARTITION');
  const afterIf = tokens[2]?.word === 'IF' ? 4 : 2;
  const table = readName(tokens.slice(tokens[afterIf]?.word === 'ONLY' ? afterIf + 1 : afterIf, at));
  const partition = readName(tokens.slice(at + 2));
  const isConcurrent = tokens.slice(at + 2).some(({ word }) => word === 'CONCURRENTLY');
  if (at < 0 || !isConcurrent || table === undefined || partition === undefined) return undefined;
  return { action: 'detach', table, partition };
}
