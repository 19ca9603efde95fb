import type { LintStatement } from '../lint-script';
import { foldName } from '../statements/names';
import { hasWords, skipWords, type Token } from '../statements/tokens';
import type { StateObject } from './state-rule';

/**
 * Keys of the objects that a statement makes or gives another name, as they can be told from its text: with the schema where
 * it is written, and without. Pure.
 */
export function madeObjects({ tokens }: Pick<LintStatement, 'tokens'>): readonly string[] {
  const [first] = tokens;
  if (first?.word === 'CREATE') return [...created(tokens), ...namedConstraints(tokens)];
  if (first?.word === 'ALTER') return [...renamed(tokens), ...namedConstraints(tokens)];
  return [];
}

/** Keys under which an object is looked for, the surest first; what belongs to a table may be known by the table alone. */
export function keysOf(object: StateObject): readonly string[] {
  const inSchema = (kind: string, schema: string, ...names: readonly string[]) => [
    keyOf(kind, [schema, ...names]),
    keyOf(kind, names),
  ];
  switch (object.kind) {
    case 'relation':
    case 'function':
      return inSchema(object.kind, object.schema, object.name);
    case 'index':
      return [
        ...inSchema('relation', object.schema, object.name),
        keyOf('constraint', [object.name, object.table]),
        ...inSchema('relation', object.schema, object.table),
      ];
    case 'constraint':
    case 'policy':
    case 'trigger':
      return [keyOf(object.kind, [object.name, object.table]), ...inSchema('relation', object.schema, object.table)];
    case 'extension':
    case 'schema':
      return [keyOf(object.kind, [object.name])];
  }
}

function keyOf(kind: string, names: readonly string[]): string {
  return JSON.stringify([kind, ...names]);
}

/** What may stand between CREATE and the kind of object. */
const modifiers: ReadonlySet<string> = new Set([
  ...['OR', 'REPLACE', 'UNLOGGED', 'TEMP', 'TEMPORARY', 'GLOBAL', 'LOCAL', 'MATERIALIZED', 'RECURSIVE', 'FOREIGN'],
  ...['UNIQUE', 'CONSTRAINT'],
]);

function created(tokens: readonly Token[]): readonly string[] {
  let at = 1;
  while (modifiers.has(tokens[at]?.word ?? '')) at++;
  const word = tokens[at]?.word;
  const name = skipWords(tokens, skipWords(tokens, at + 1, 'CONCURRENTLY'), 'IF', 'NOT', 'EXISTS');
  const parts = readParts(tokens, skipIfNotExists(tokens, name));
  if (parts.length === 0) return [];
  switch (word) {
    case 'TABLE':
    case 'VIEW':
    case 'INDEX':
      return both('relation', parts);
    case 'FUNCTION':
    case 'PROCEDURE':
      return both('function', parts);
    case 'EXTENSION':
    case 'SCHEMA':
      return [keyOf(word.toLowerCase(), parts)];
    case 'POLICY':
    case 'TRIGGER':
      return onTable(word.toLowerCase(), parts, tokens, at);
    default:
      return [];
  }
}

function skipIfNotExists(tokens: readonly Token[], at: number): number {
  return skipWords(tokens, at, 'IF', 'NOT', 'EXISTS');
}

/** `POLICY p ON t`, `TRIGGER g BEFORE UPDATE OF c ON t`. */
function onTable(
  kind: string,
  [name = '']: readonly string[],
  tokens: readonly Token[],
  from: number,
): readonly string[] {
  const on = tokens.findIndex(({ word, depth }, index) => index > from && depth === 0 && word === 'ON');
  const table = readParts(tokens, on + 1).at(-1);
  return on < 0 || table === undefined ? [] : [keyOf(kind, [name, table])];
}

/** `CONSTRAINT n` in CREATE TABLE and ALTER TABLE … ADD. */
function namedConstraints(tokens: readonly Token[]): readonly string[] {
  const at = tokens.findIndex(({ word }, index) => index < 4 && word === 'TABLE');
  if (at < 0) return [];
  const table = readParts(tokens, skipWords(tokens, skipExistence(tokens, at + 1), 'ONLY')).at(-1);
  if (table === undefined) return [];
  return tokens.flatMap(({ word }, index) => {
    const isNamed = word === 'CONSTRAINT' && !notNaming.has(tokens[index - 1]?.word ?? '');
    const [name] = isNamed ? readParts(tokens, index + 1) : [];
    return name === undefined ? [] : [keyOf('constraint', [name, table])];
  });
}

const notNaming: ReadonlySet<string> = new Set(['DROP', 'VALIDATE', 'ALTER', 'RENAME']);

function skipExistence(tokens: readonly Token[], at: number): number {
  return skipWords(tokens, skipIfNotExists(tokens, at), 'IF', 'EXISTS');
}

/** `ALTER TABLE a RENAME TO b`, `ALTER VIEW a SET SCHEMA s`. */
function renamed(tokens: readonly Token[]): readonly string[] {
  const isMaterialized = hasWords(tokens, 1, 'MATERIALIZED') || hasWords(tokens, 1, 'FOREIGN');
  const at = isMaterialized ? 2 : 1;
  const kind = renamable.get(tokens[at]?.word ?? '');
  const old = readParts(tokens, skipWords(tokens, skipExistence(tokens, at + 1), 'ONLY'));
  if (kind === undefined || old.length === 0) return [];
  const rename = tokens.findIndex((_, index) => hasWords(tokens, index, 'RENAME', 'TO'));
  const move = tokens.findIndex((_, index) => hasWords(tokens, index, 'SET', 'SCHEMA'));
  const [name] = readParts(tokens, Math.max(rename, move) + 2);
  if (name === undefined || (rename < 0 && move < 0)) return [];
  if (move >= 0) return [keyOf(kind, [name, old.at(-1) ?? ''])];
  return both(kind, [...old.slice(0, -1), name]);
}

const renamable: ReadonlyMap<string, string> = new Map([
  ['TABLE', 'relation'],
  ['VIEW', 'relation'],
  ['INDEX', 'relation'],
  ['FUNCTION', 'function'],
  ['PROCEDURE', 'function'],
]);

/** With its schema, if that is written, and without. */
function both(kind: string, parts: readonly string[]): readonly string[] {
  const last = parts.slice(-1);
  return parts.length > 1 ? [keyOf(kind, parts.slice(-2))] : [keyOf(kind, last)];
}

/** The parts of the name that stands there; none where none does. */
function readParts(tokens: readonly Token[], at: number): readonly string[] {
  const parts: string[] = [];
  for (let next = at; ; next += 2) {
    const part = tokens[next];
    if (part?.kind !== 'word' && part?.kind !== 'quoted-identifier') return parts;
    parts.push(foldName(part));
    if (tokens[next + 1]?.source !== '.') return parts;
  }
}
