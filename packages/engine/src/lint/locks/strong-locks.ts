import type { StrongLock } from '../../sql/locks/lock-modes';
import { type BlockingFact, momentaryLock, type StatementView } from '../rule';
import { type Name, readNameAt, readNames } from '../statements/names';
import { findWords, hasWords, skipWords, type Token } from '../statements/tokens';
import { findDropLocks } from './drop-locks';
import { findTableLocks } from './table-locks';

/**
 * Locks that a statement takes for a moment and its transaction keeps: what the rules find is not among them, and a
 * lock that lets reads and writes pass is not either.
 */
export function findStrongLocks(statement: StatementView): readonly BlockingFact[] {
  const { tokens } = statement;
  switch (tokens[0]?.word) {
    case 'ALTER':
      return [...findTableLocks(statement), ...findOnTable(tokens), ...findAltered(tokens)];
    case 'CREATE':
      return [...findOnTable(tokens), ...findCreated(tokens)];
    case 'DROP':
      return findDropLocks(tokens);
    case 'TRUNCATE':
      return findTruncated(tokens);
    case 'LOCK':
      return findLocked(tokens);
    default:
      return [];
  }
}

/** CREATE TRIGGER … ON t and its like. */
function findOnTable(tokens: readonly Token[]): readonly BlockingFact[] {
  const object = ['TRIGGER', 'POLICY', 'RULE'].find((word) => tokens.slice(1, 5).some((token) => token.word === word));
  const verb = tokens[0]?.word ?? '';
  if (!object) return [];
  const isRule = object === 'RULE' && verb === 'CREATE';
  const at = findWords(tokens, [isRule ? 'TO' : 'ON']);
  const table = at > 0 ? readNameAt(tokens, at + 1)?.name : undefined;
  if (!table) return [];
  const lock = object === 'TRIGGER' && verb === 'CREATE' ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE';
  return [momentaryLock(table, lock, `${verb} ${object}`)];
}

/** ALTER VIEW, ALTER SEQUENCE, and ALTER TYPE that goes to tables of a type. */
function findAltered(tokens: readonly Token[]): readonly BlockingFact[] {
  const object = tokens[1]?.word;
  const afterIf = skipWords(tokens, 2, 'IF', 'EXISTS');
  const named = readNameAt(tokens, afterIf);
  if (!named) return [];
  const ifExists = afterIf > 2;
  switch (object) {
    case 'VIEW':
      return [momentaryLock(named.name, 'ACCESS EXCLUSIVE', 'ALTER VIEW', { ifExists })];
    case 'SEQUENCE': {
      const isRenamed = ['RENAME', 'SET'].includes(tokens[named.next]?.word ?? '');
      const lock = isRenamed ? 'ACCESS EXCLUSIVE' : 'SHARE ROW EXCLUSIVE';
      return [momentaryLock(named.name, lock, 'ALTER SEQUENCE', { ifExists })];
    }
    case 'TYPE':
      return tokens.some(({ word }) => word === 'ATTRIBUTE')
        ? [momentaryLock(named.name, 'ACCESS EXCLUSIVE', 'ALTER TYPE … ATTRIBUTE', { kind: 'typed' })]
        : [];
    default:
      return [];
  }
}

/** CREATE OR REPLACE VIEW of one that is there, CREATE TABLE with a foreign key, or as a partition. */
function findCreated(tokens: readonly Token[]): readonly BlockingFact[] {
  if (hasWords(tokens, 1, 'OR', 'REPLACE')) {
    const view = tokens.findIndex(({ word }, at) => at < 6 && word === 'VIEW');
    const name = view > 0 ? readNameAt(tokens, view + 1)?.name : undefined;
    const options = { ifExists: true } as const;
    return name ? [momentaryLock(name, 'ACCESS EXCLUSIVE', 'CREATE OR REPLACE VIEW', options)] : [];
  }
  if (!tokens.slice(1, 4).some(({ word }) => word === 'TABLE')) return [];
  const references = tokens.flatMap(({ word }, index) => {
    const name = word === 'REFERENCES' ? readNameAt(tokens, index + 1)?.name : undefined;
    return name ? [momentaryLock(name, 'SHARE ROW EXCLUSIVE', 'CREATE TABLE … REFERENCES')] : [];
  });
  const partition = findWords(tokens, ['PARTITION', 'OF']);
  const parent = partition > 0 ? readNameAt(tokens, partition + 2)?.name : undefined;
  return parent ? [...findPartition(parent), ...references] : references;
}

function findPartition(parent: Name): readonly BlockingFact[] {
  const what = 'CREATE TABLE … PARTITION OF';
  return [
    momentaryLock(parent, 'ACCESS EXCLUSIVE', what),
    momentaryLock(parent, 'SHARE ROW EXCLUSIVE', what, { kind: 'referenced' }),
    // Since PostgreSQL 15.
    momentaryLock(parent, 'SHARE ROW EXCLUSIVE', what, { kind: 'referencing' }),
  ];
}

function findTruncated(tokens: readonly Token[]): readonly BlockingFact[] {
  const end = findWords(tokens, ['CASCADE']);
  const names = readNames(tokens.slice(skipWords(tokens, 1, 'TABLE')));
  return names.flatMap((name) => [
    momentaryLock(name, 'ACCESS EXCLUSIVE', 'TRUNCATE'),
    ...(end < 0 ? [] : [momentaryLock(name, 'ACCESS EXCLUSIVE', 'TRUNCATE … CASCADE', { kind: 'truncated' })]),
  ]);
}

const lockModes: readonly StrongLock[] = ['ACCESS EXCLUSIVE', 'SHARE ROW EXCLUSIVE', 'EXCLUSIVE', 'SHARE'];

function findLocked(tokens: readonly Token[]): readonly BlockingFact[] {
  const mode = findWords(tokens, ['IN']);
  const lock = mode < 0 ? 'ACCESS EXCLUSIVE' : lockModes.find((level) => hasMode(tokens, mode + 1, level));
  const names = readNames(tokens.slice(skipWords(tokens, 1, 'TABLE'), mode < 0 ? undefined : mode));
  return lock ? names.map((name) => momentaryLock(name, lock, 'LOCK TABLE')) : [];
}

function hasMode(tokens: readonly Token[], at: number, level: StrongLock): boolean {
  const words = level.split(' ');
  return hasWords(tokens, at, ...words, 'MODE');
}
