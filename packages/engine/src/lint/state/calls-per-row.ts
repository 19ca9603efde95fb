import { nextToken, openTokens } from '../../sql/statements/tokens';

/**
 * Calls in an expression of a policy, as the server prints it, that ask who sends the request and are made for each row:
 * of `current_setting` and of functions of a schema `auth`, outside a sub-select without FROM. Pure.
 */
export function callsPerRow(expression: string): readonly string[] {
  const tokens = readWords(expression);
  return tokens.flatMap(({ source, depthOf }, at) => {
    const schema = tokens[at - 1]?.source === '.' ? tokens[at - 2]?.source : undefined;
    const isCall = tokens[at + 1]?.source === '(';
    const asks = (source === 'current_setting' && schema === undefined) || schema === 'auth';
    if (!isCall || !asks || isOnce(tokens, at, depthOf)) return [];
    return schema === undefined ? `${source}()` : `${schema}.${source}()`;
  });
}

interface Word {
  readonly source: string;
  readonly depthOf: number;
}

function readWords(expression: string): readonly Word[] {
  const cursor = openTokens(Buffer.from(expression));
  const words: Word[] = [];
  let depthOf = 0;
  for (let kind = nextToken(cursor); kind !== 'end'; kind = nextToken(cursor)) {
    if (kind === 'close') depthOf--;
    words.push({ source: cursor.text.toString('utf8', cursor.start, cursor.end), depthOf });
    if (kind === 'open') depthOf++;
  }
  return words;
}

/** Whether the innermost sub-select around it reads no table: PostgreSQL runs it once, as an InitPlan. */
function isOnce(words: readonly Word[], at: number, depth: number): boolean {
  for (let start = at - 1, level = depth; start >= 0 && level > 0; start--) {
    const word = words[start];
    if (word?.source !== '(' || word.depthOf >= level) continue;
    level = word.depthOf;
    if (words[start + 1]?.source.toUpperCase() !== 'SELECT') continue;
    const inner = words.slice(start + 1);
    const end = inner.findIndex(({ source, depthOf }) => source === ')' && depthOf === level);
    return !inner.slice(0, end).some(({ source, depthOf }) => source.toUpperCase() === 'FROM' && depthOf === level + 1);
  }
  return false;
}
