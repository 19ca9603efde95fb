import { lastPart, readNameAt } from './names';
import { hasWords, skipWords, type Token } from './tokens';

/** Functions that statements made, as far as their texts tell. */
export interface MadeFunctions {
  /** Takes note of a statement. */
  readonly follow: (tokens: readonly Token[]) => void;
  /** Whether one of that name may be there, in whatever schema: also one that an extension or dynamic SQL may have made. */
  readonly mayHave: (key: string) => boolean;
}

/** None yet. */
export function openMadeFunctions(): MadeFunctions {
  const made = new Set<string>();
  let unseen = false;
  return {
    follow: (tokens) => {
      const key = readMade(tokens);
      if (key !== undefined) made.add(key);
      if (mayMakeUnseen(tokens)) unseen = true;
    },
    mayHave: (key) => unseen || made.has(lastPart(key)),
  };
}

/** CREATE [OR REPLACE] FUNCTION, and ALTER FUNCTION … RENAME TO. */
function readMade(tokens: readonly Token[]): string | undefined {
  const created = skipWords(tokens, 1, 'OR', 'REPLACE');
  if (hasWords(tokens, 0, 'CREATE') && hasWords(tokens, created, 'FUNCTION')) return readKey(tokens, created + 1);
  if (!hasWords(tokens, 0, 'ALTER', 'FUNCTION')) return undefined;
  const rename = tokens.findIndex((_, index) => hasWords(tokens, index, 'RENAME', 'TO'));
  return rename < 0 ? undefined : readKey(tokens, rename + 2);
}

function readKey(tokens: readonly Token[], at: number): string | undefined {
  const read = readNameAt(tokens, at);
  return read && lastPart(read.name.key);
}

/** An extension, and what a procedure or a DO block runs as text. */
function mayMakeUnseen([first, second, ...rest]: readonly Token[]): boolean {
  switch (first?.word) {
    case 'CREATE':
      return second?.word === 'EXTENSION';
    case 'CALL':
      return true;
    case 'DO':
      return [second, ...rest].some((token) => /\bfunction\b/i.test(token?.source ?? ''));
    default:
      return false;
  }
}
