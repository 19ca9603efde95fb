/** A token of JavaScript or TypeScript, as far as reading object literals needs them. */
export interface Token {
  readonly kind: 'name' | 'string' | 'punctuator' | 'other';
  /** Of a string its value. */
  readonly text: string;
}

/**
 * Tokens of a source, without comments. Only strings, names and brackets are told apart exactly; a template with
 * substitutions, a number and a regular expression are `other`. Never throws: what does not end, ends with the file.
 */
export function scanTokens(source: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let offset = 0; offset < source.length; ) {
    const end = endOfBlank(source, offset);
    if (end > offset) {
      offset = end;
      continue;
    }
    const { token, length } = scanToken(source, offset, tokens.at(-1));
    tokens.push(token);
    offset += length;
  }
  return tokens;
}

/** Whether this is a certain bracket, comma or other sign. */
export function isPunctuator(token: Token | undefined, text: string): boolean {
  return token?.kind === 'punctuator' && token.text === text;
}

interface Scanned {
  readonly token: Token;
  readonly length: number;
}

const blank = /\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const name = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;
const quoted = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y;
const number = /\d[\w.]*/y;
const regularExpression = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;

function scanToken(source: string, offset: number, before: Token | undefined): Scanned {
  const word = match(name, source, offset);
  if (word !== undefined) return { token: { kind: 'name', text: word }, length: word.length };
  const text = match(quoted, source, offset);
  if (text !== undefined) {
    // Of escapes such as \u0061 the value is not made out, so that nobody compares a wrong one.
    const kind = /\\[^'"\\/]/.test(text) ? 'other' : 'string';
    return { token: { kind, text: unquote(text) }, length: text.length };
  }
  if (source[offset] === '`') return scanTemplate(source, offset);
  const digits = match(number, source, offset);
  if (digits !== undefined) return { token: { kind: 'other', text: digits }, length: digits.length };
  if (source[offset] === '/' && beginsExpression(before)) {
    const pattern = match(regularExpression, source, offset);
    if (pattern !== undefined) return { token: { kind: 'other', text: pattern }, length: pattern.length };
  }
  const text3 = source.startsWith('...', offset) ? '...' : source.charAt(offset);
  return { token: { kind: 'punctuator', text: text3 }, length: text3.length };
}

/** A template up to its closing backtick, over the substitutions in it. */
function scanTemplate(source: string, start: number): Scanned {
  let depth = 0;
  let offset = start + 1;
  for (; offset < source.length; offset += 1) {
    const character = source[offset];
    if (character === '\\') offset += 1;
    else if (depth === 0 && character === '`') break;
    else if (character === '$' && source[offset + 1] === '{') depth += 1;
    else if (depth > 0 && character === '}') depth -= 1;
  }
  const text = source.slice(start + 1, offset);
  const isPlain = !/[\\]|\$\{/.test(text);
  return { token: { kind: isPlain ? 'string' : 'other', text }, length: offset + 1 - start };
}

/** Whether a slash after this token begins a regular expression: nowhere where a value has just ended. */
function beginsExpression(before: Token | undefined): boolean {
  if (before === undefined) return true;
  return before.kind === 'punctuator' ? ![')', ']', '}'].includes(before.text) : before.text === 'return';
}

function endOfBlank(source: string, offset: number): number {
  return offset + (match(blank, source, offset)?.length ?? 0);
}

function match(pattern: RegExp, source: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(source)?.[0];
}

function unquote(literal: string): string {
  return literal.slice(1, -1).replace(/\\(.)/g, '$1');
}
