import type { StatementToken } from './statement-tokens';

/** A name with its schema, as SQL; `public` where none is written. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** What a statement does to the objects that a generator knows. */
export type Change =
  | {
      readonly kind: 'table';
      readonly of: QualifiedName;
      readonly columns: readonly string[];
      readonly constraints: readonly string[];
    }
  /** A view, a sequence, an index: what has its name where tables have theirs. */
  | { readonly kind: 'relation'; readonly of: QualifiedName }
  | { readonly kind: 'drop'; readonly of: QualifiedName }
  | { readonly kind: 'rename'; readonly of: QualifiedName; readonly to: QualifiedName }
  | {
      readonly kind: 'add' | 'remove';
      readonly of: QualifiedName;
      readonly part: 'column' | 'constraint';
      readonly name: string;
    };

type Tokens = readonly StatementToken[];

const words = (tokens: Tokens, at: number, ...wanted: readonly string[]) =>
  wanted.every((word, index) => tokens[at + index]?.word === word);

const skip = (tokens: Tokens, at: number, ...wanted: readonly string[]) =>
  words(tokens, at, ...wanted) ? at + wanted.length : at;

/** What a statement makes, drops or renames. `schema` is the one that unqualified names are in. Pure. */
export function readChanges(tokens: Tokens, schema: string): readonly Change[] {
  switch (tokens[0]?.word) {
    case 'CREATE':
      return readCreate(tokens, schema);
    case 'ALTER':
      return readAlter(tokens, schema);
    case 'DROP':
      return readDrop(tokens, schema);
    default:
      return [];
  }
}

/** Words between CREATE and the kind of what is made. */
const modifiers: ReadonlySet<string> = new Set([
  'UNLOGGED',
  'FOREIGN',
  'OR',
  'REPLACE',
  'MATERIALIZED',
  'RECURSIVE',
  'UNIQUE',
]);
const relationKinds: ReadonlySet<string> = new Set(['VIEW', 'SEQUENCE', 'INDEX']);

function readCreate(tokens: Tokens, schema: string): readonly Change[] {
  let at = 1;
  while (modifiers.has(tokens[at]?.word ?? '')) at++;
  const kind = tokens[at]?.word;
  if (kind === undefined || (kind !== 'TABLE' && !relationKinds.has(kind))) return [];
  const start = skip(tokens, skip(tokens, at + 1, 'CONCURRENTLY'), 'IF', 'NOT', 'EXISTS');
  const read = readName(tokens, start, schema);
  if (!read) return [];
  const { of, next } = read;
  if (kind === 'TABLE') return [{ kind: 'table', of, ...readElements(tokens, next) }];
  if (kind !== 'INDEX') return [{ kind: 'relation', of }];
  // An index is in the schema of its table; without a name it gets a free one.
  if (words(tokens, start, 'ON')) return [];
  const table = words(tokens, next, 'ON') ? readName(tokens, skip(tokens, next + 1, 'ONLY'), schema) : undefined;
  return [{ kind: 'relation', of: { schema: table?.of.schema ?? schema, name: of.name } }];
}

const constraintHeads: ReadonlySet<string> = new Set([
  'CONSTRAINT',
  'PRIMARY',
  'UNIQUE',
  'CHECK',
  'FOREIGN',
  'EXCLUDE',
  'LIKE',
]);

/** Columns and named constraints between the parentheses behind a table's name. */
function readElements(
  tokens: Tokens,
  at: number,
): { readonly columns: readonly string[]; readonly constraints: readonly string[] } {
  const columns: string[] = [];
  const constraints: string[] = [];
  if (tokens[at]?.kind !== 'open') return { columns, constraints };
  for (let index = at + 1; index < tokens.length && tokens[index]?.depth !== 0; index++) {
    const before = tokens[index - 1];
    const isHead = index === at + 1 || (before?.source === ',' && before.depth === 1);
    const token = tokens[index];
    if (!isHead || !token) continue;
    const name = words(tokens, index, 'CONSTRAINT') ? tokens[index + 1]?.name : undefined;
    if (name !== undefined) constraints.push(name);
    else if (token.name !== undefined && !constraintHeads.has(token.word ?? '')) columns.push(token.name);
  }
  return { columns, constraints };
}

function readAlter(tokens: Tokens, schema: string): readonly Change[] {
  const kindAt = skip(tokens, skip(tokens, 1, 'MATERIALIZED'), 'FOREIGN');
  if (!['TABLE', 'VIEW', 'INDEX', 'SEQUENCE'].includes(tokens[kindAt]?.word ?? '')) return [];
  const read = readName(tokens, skip(tokens, skip(tokens, kindAt + 1, 'IF', 'EXISTS'), 'ONLY'), schema);
  if (!read) return [];
  const { of } = read;
  const actions = splitActions(tokens.slice(read.next));
  return actions.flatMap((action) => readAction(action, of));
}

function readAction(action: Tokens, of: QualifiedName): readonly Change[] {
  const named = (at: number) => action[at]?.name;
  switch (action[0]?.word) {
    case 'ADD': {
      const at = skip(action, skip(action, 1, 'COLUMN'), 'IF', 'NOT', 'EXISTS');
      const isConstraint = words(action, 1, 'CONSTRAINT');
      const name = named(isConstraint ? 2 : at);
      const isUnnamed = !isConstraint && constraintHeads.has(action[1]?.word ?? '');
      return name === undefined || isUnnamed
        ? []
        : [{ kind: 'add', of, part: isConstraint ? 'constraint' : 'column', name }];
    }
    case 'DROP': {
      const isConstraint = words(action, 1, 'CONSTRAINT');
      const name = named(skip(action, isConstraint ? 2 : skip(action, 1, 'COLUMN'), 'IF', 'EXISTS'));
      return name === undefined ? [] : [{ kind: 'remove', of, part: isConstraint ? 'constraint' : 'column', name }];
    }
    case 'RENAME':
      return readRename(action, of);
    case 'SET': {
      const schema = words(action, 1, 'SCHEMA') ? named(2) : undefined;
      return schema === undefined ? [] : [{ kind: 'rename', of, to: { schema, name: of.name } }];
    }
    default:
      return [];
  }
}

function readRename(action: Tokens, of: QualifiedName): readonly Change[] {
  const to = action.findIndex(({ word }) => word === 'TO');
  const name = action[to + 1]?.name;
  if (to < 0 || name === undefined) return [];
  if (to === 1) return [{ kind: 'rename', of, to: { schema: of.schema, name } }];
  const part = words(action, 1, 'CONSTRAINT') ? 'constraint' : 'column';
  const old = action[to - 1]?.name;
  return old === undefined
    ? []
    : [
        { kind: 'remove', of, part, name: old },
        { kind: 'add', of, part, name },
      ];
}

function readDrop(tokens: Tokens, schema: string): readonly Change[] {
  const kindAt = skip(tokens, skip(tokens, 1, 'MATERIALIZED'), 'FOREIGN');
  if (!['TABLE', 'VIEW', 'INDEX', 'SEQUENCE'].includes(tokens[kindAt]?.word ?? '')) return [];
  const start = skip(tokens, skip(tokens, kindAt + 1, 'CONCURRENTLY'), 'IF', 'EXISTS');
  return splitActions(tokens.slice(start)).flatMap((part) => {
    const read = readName(part, 0, schema);
    return read ? [{ kind: 'drop', of: read.of } as const] : [];
  });
}

function splitActions(tokens: Tokens): readonly Tokens[] {
  const parts: StatementToken[][] = [[]];
  for (const token of tokens) {
    if (token.source === ',' && token.depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

function readName(
  tokens: Tokens,
  at: number,
  schema: string,
): { readonly of: QualifiedName; readonly next: number } | undefined {
  const first = tokens[at]?.name;
  if (first === undefined) return undefined;
  const second = tokens[at + 1]?.source === '.' ? tokens[at + 2]?.name : undefined;
  return second === undefined
    ? { of: { schema, name: first }, next: at + 1 }
    : { of: { schema: first, name: second }, next: at + 3 };
}
