import { parseAddedConstraint } from './added-constraint';
import { eachAction } from './each-action';
import { type Name, readNameAt } from './names';
import { type BlockingFact, type LockLevel, type StatementView, tableTarget } from './rule';
import { findWords, hasWords, skipWords, splitAtCommas, type Token } from './tokens';

/**
 * Locks that a statement takes for a moment and its transaction keeps: what the rules find is not among them, and a
 * lock that lets reads and writes pass is not either.
 */
export function findStrongLocks(statement: StatementView): readonly BlockingFact[] {
  const { tokens } = statement;
  return [
    ...eachAction(statement, (action) => {
      const lock = lockOfAction(action);
      return lock && { lock, effect: 'none', what: 'ALTER TABLE' };
    }),
    ...findOnTable(tokens),
    ...findLists(tokens),
    ...findReferences(tokens),
  ];
}

function lockOfAction(action: readonly Token[]): LockLevel | undefined {
  const word = action[0]?.word;
  const second = action[1];
  if (word === 'VALIDATE' || word === 'CLUSTER' || word === 'ATTACH') return undefined;
  if (word === 'DETACH') return action.at(-1)?.word === 'CONCURRENTLY' ? undefined : 'ACCESS EXCLUSIVE';
  // Storage parameters, statistics targets.
  if ((word === 'SET' || word === 'RESET') && second?.kind === 'open') return undefined;
  if (word === 'SET' && hasWords(action, 1, 'WITHOUT', 'CLUSTER')) return undefined;
  if (word === 'ALTER' && isOfStatistics(action)) return undefined;
  if (parseAddedConstraint(action)?.kind === 'foreign-key') return 'SHARE ROW EXCLUSIVE';
  if ((word === 'ENABLE' || word === 'DISABLE') && action.some((token) => token.word === 'TRIGGER')) {
    return 'SHARE ROW EXCLUSIVE';
  }
  return 'ACCESS EXCLUSIVE';
}

function isOfStatistics(action: readonly Token[]): boolean {
  const set = skipWords(action, 1, 'COLUMN') + 1;
  const isSet = action[set]?.word === 'SET' || action[set]?.word === 'RESET';
  return isSet && (action[set + 1]?.word === 'STATISTICS' || action[set + 1]?.kind === 'open');
}

/** CREATE TRIGGER … ON t and its like. */
function findOnTable(tokens: readonly Token[]): readonly BlockingFact[] {
  const object = ['TRIGGER', 'POLICY', 'RULE'].find((word) => tokens.slice(1, 5).some((token) => token.word === word));
  const verb = tokens[0]?.word ?? '';
  if (!object || !['CREATE', 'ALTER', 'DROP'].includes(verb)) return [];
  const isRule = object === 'RULE' && verb === 'CREATE';
  const at = findWords(tokens, [isRule ? 'TO' : 'ON']);
  const table = at > 0 ? readNameAt(tokens, at + 1)?.name : undefined;
  if (!table) return [];
  const lock = object === 'TRIGGER' && verb === 'CREATE' ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE';
  return [{ target: tableTarget(table), lock, effect: 'none', what: `${verb} ${object}` }];
}

const lockModes: readonly LockLevel[] = ['ACCESS EXCLUSIVE', 'SHARE ROW EXCLUSIVE', 'EXCLUSIVE', 'SHARE'];

/** LOCK, TRUNCATE and DROP INDEX, which name several. */
function findLists(tokens: readonly Token[]): readonly BlockingFact[] {
  if (hasWords(tokens, 0, 'DROP', 'INDEX') && tokens[2]?.word !== 'CONCURRENTLY') {
    const names = readNames(tokens.slice(skipWords(tokens, 2, 'IF', 'EXISTS')));
    const options = { kind: 'index', ifExists: tokens[2]?.word === 'IF' } as const;
    return names.map((name) => fact(name, 'ACCESS EXCLUSIVE', 'DROP INDEX', options));
  }
  if (tokens[0]?.word === 'TRUNCATE') {
    const names = readNames(tokens.slice(skipWords(tokens, 1, 'TABLE')));
    return names.map((name) => fact(name, 'ACCESS EXCLUSIVE', 'TRUNCATE'));
  }
  if (tokens[0]?.word !== 'LOCK') return [];
  const mode = findWords(tokens, ['IN']);
  const lock = mode < 0 ? 'ACCESS EXCLUSIVE' : lockModes.find((level) => hasMode(tokens, mode + 1, level));
  const names = readNames(tokens.slice(skipWords(tokens, 1, 'TABLE'), mode < 0 ? undefined : mode));
  return lock ? names.map((name) => fact(name, lock, 'LOCK TABLE')) : [];
}

function hasMode(tokens: readonly Token[], at: number, level: LockLevel): boolean {
  const words = level.split(' ');
  return hasWords(tokens, at, ...words, 'MODE');
}

/** CREATE TABLE with a foreign key locks the table that it refers to. */
function findReferences(tokens: readonly Token[]): readonly BlockingFact[] {
  if (tokens[0]?.word !== 'CREATE' || !tokens.slice(1, 4).some(({ word }) => word === 'TABLE')) return [];
  return tokens.flatMap(({ word }, index) => {
    const name = word === 'REFERENCES' ? readNameAt(tokens, index + 1)?.name : undefined;
    return name ? [fact(name, 'SHARE ROW EXCLUSIVE', 'CREATE TABLE … REFERENCES')] : [];
  });
}

function fact(
  name: Name,
  lock: LockLevel,
  what: string,
  options: Parameters<typeof tableTarget>[1] = {},
): BlockingFact {
  return { target: tableTarget(name, options), lock, effect: 'none', what };
}

function readNames(tokens: readonly Token[]): readonly Name[] {
  return splitAtCommas(tokens).flatMap((part) => readNameAt(part, skipWords(part, 0, 'ONLY'))?.name ?? []);
}
