import { commitsInBlock } from './do-block';
import type { Statement, StatementKind } from './statement';
import { readOptions } from './statement-options';

/**
 * How a statement relates to transactions, told by its words; `text` is the one that its offsets are of. Where only the
 * server knows, the answer is the usual case, and what it says decides (`mayRunAlone`): `REINDEX TABLE`, `CLUSTER t` and
 * `REPACK t` cannot be in a transaction only on partitioned tables, `CALL` only when the procedure commits, and a change
 * of `two_phase` only before 19. `DROP SUBSCRIPTION` (answered: cannot) cannot only while it has a slot.
 */
export function classifyStatement(text: Buffer, statement: Statement): StatementKind {
  const { words } = statement;
  switch (words[0]) {
    case 'BEGIN':
    case 'START':
      return 'begin';
    case 'COMMIT':
      return words[1] === 'PREPARED' ? 'non-transactional' : 'commit';
    case 'END':
      return 'commit';
    case 'ABORT':
      return 'rollback';
    case 'ROLLBACK':
      if (words[1] === 'PREPARED') return 'non-transactional';
      return words.includes('TO') ? 'transactional' : 'rollback';
    case 'PREPARE':
      return words[1] === 'TRANSACTION' ? 'prepare-transaction' : 'transactional';
    case 'ALTER':
      if (addsEnumValue(words)) return 'enum-add-value';
      return refusesAlter(text, statement) ? 'non-transactional' : 'transactional';
    default:
      return refuses(text, statement) ? 'non-transactional' : 'transactional';
  }
}

/** `ALTER TYPE name ADD VALUE`, the name in one or two parts. */
function addsEnumValue(words: readonly string[]): boolean {
  return words[1] === 'TYPE' && [3, 4].some((index) => words[index] === 'ADD' && words[index + 1] === 'VALUE');
}

/** Whether PostgreSQL calls PreventInTransactionBlock for it: tried inside BEGIN on 14 to 19, and again by the spec. */
function refuses(text: Buffer, statement: Statement): boolean {
  const { words } = statement;
  const [verb, object] = words;
  switch (verb) {
    case 'CREATE':
      if (object === 'SUBSCRIPTION') return makesSlot(readOptions(text, statement));
      if (object === 'UNIQUE') return words[2] === 'INDEX' && words[3] === 'CONCURRENTLY';
      return isOutsideDatabase(object) || (object === 'INDEX' && words[2] === 'CONCURRENTLY');
    case 'DROP':
      if (object === 'SUBSCRIPTION') return true;
      return isOutsideDatabase(object) || (object === 'INDEX' && words[2] === 'CONCURRENTLY');
    case 'REINDEX':
      if (object === 'SCHEMA' || object === 'DATABASE' || object === 'SYSTEM') return true;
      return words[2] === 'CONCURRENTLY' || isOn(readOptions(text, statement), 'CONCURRENTLY', 'off');
    case 'VACUUM':
      return true;
    case 'CLUSTER':
      return object === undefined || (object === 'VERBOSE' && words.length === 2);
    case 'REPACK': {
      const options = readOptions(text, statement);
      return object === undefined || object === 'USING' || isOn(options, 'CONCURRENTLY', 'off') || isAnalyze(options);
    }
    case 'DISCARD':
      return object === 'ALL';
    case 'DO':
      return commitsInBlock(text, statement);
    default:
      return false;
  }
}

/** {@link refuses} for ALTER. */
function refusesAlter(text: Buffer, statement: Statement): boolean {
  const { words } = statement;
  switch (words[1]) {
    case 'SYSTEM':
      return true;
    case 'DATABASE':
      // ALTER DATABASE d [SET | WITH] TABLESPACE t
      return words[words[3] === 'SET' || words[3] === 'WITH' ? 4 : 3] === 'TABLESPACE';
    case 'TABLE':
      return words.includes('DETACH') && endsConcurrently(text, statement);
    case 'SUBSCRIPTION':
      return refreshesSubscription(text, statement);
    default:
      return false;
  }
}

/** Databases and tablespaces are files, which no rollback takes back. */
function isOutsideDatabase(object: string | undefined): boolean {
  return object === 'DATABASE' || object === 'TABLESPACE';
}

/** CREATE SUBSCRIPTION makes a slot on the publisher unless told not to, or not to connect. */
function makesSlot(options: ReadonlyMap<string, string>): boolean {
  return isOn(options, 'CREATE_SLOT', isOn(options, 'CONNECT', 'on') ? 'on' : 'off');
}

/** ALTER SUBSCRIPTION that speaks to the publisher: a refresh, or since 17 a change of this option of its slot. */
function refreshesSubscription(text: Buffer, statement: Statement): boolean {
  const options = readOptions(text, statement);
  const [action, object] = statement.words.slice(3);
  if (action === 'REFRESH') return true;
  if (object === 'PUBLICATION') return isOn(options, 'REFRESH', 'on');
  return action === 'SET' && options.has('FAILOVER');
}

/** DETACH PARTITION p CONCURRENTLY: its last word, since a statement ends with its last token. */
function endsConcurrently(text: Buffer, { start, end }: Statement): boolean {
  return /[^\w$]CONCURRENTLY$/i.test(text.toString('latin1', Math.max(start, end - 13), end));
}

/** REPACK (ANALYZE), also spelt in the British way; it is two commands, each with a transaction of its own. */
function isAnalyze(options: ReadonlyMap<string, string>): boolean {
  return isOn(options, 'ANALYZE', 'off') || isOn(options, 'ANALYSE', 'off');
}

/** Reads a boolean as PostgreSQL's defGetBoolean does; an option without a value is on. */
function isOn(options: ReadonlyMap<string, string>, name: string, otherwise: 'on' | 'off'): boolean {
  const value = options.get(name) ?? otherwise;
  return !['OFF', 'FALSE', '0'].includes(value.toUpperCase());
}
