import type { TypesSummary } from './config-summary';
import { isPunctuator, type Token } from './scan-tokens';

/**
 * Names of the environments from the tokens of a config file alone, or undefined when they are not certain: spread or
 * computed environments, a second mention of `environments`. So that a config is not run in every `nx` command, where the
 * variables that it insists on are not loaded yet.
 */
export function readLiteralEnvironments(tokens: readonly Token[]): readonly string[] | undefined {
  const mentions = tokens.flatMap((token, index) => (isKey(token) && token.text === 'environments' ? [index] : []));
  const [mention] = mentions;
  if (mention === undefined || mentions.length > 1 || !isOfExportedObject(tokens, mention)) return undefined;
  if (!isPunctuator(tokens[mention + 1], ':') || !isPunctuator(tokens[mention + 2], '{')) return undefined;
  return readKeys(tokens, mention + 3);
}

/** Keys whose values are objects, of folders and of files of SQL. */
const objects: ReadonlySet<string> = new Set(['migrations', 'hooks']);
const folders: ReadonlySet<string> = new Set(['sql', 'directory']);
const hooks: ReadonlySet<string> = new Set(['beforeRun', 'beforeEach', 'afterEach', 'afterRun']);

/**
 * Values of the keys that name folders of SQL, wherever they stand in the file; undefined when one of them is no literal,
 * or when they may come from elsewhere: by a spread, a shorthand, an assignment. So it is when `setup` is no list of
 * literals, or a hook is none: these name files.
 */
export function readLiteralDirectories(tokens: readonly Token[]): readonly string[] | undefined {
  const values: string[] = [];
  for (const [index, token] of tokens.entries()) {
    if (isPunctuator(token, '...')) return undefined;
    if (isKey(token) && token.text === 'setup' && isPunctuator(tokens[index + 1], ':')) {
      if (!isListOfStrings(tokens, index + 2)) return undefined;
    }
    if (!isKey(token) || ![objects, folders, hooks].some((keys) => keys.has(token.text))) continue;
    const [before, after, value, end] = [tokens[index - 1], tokens[index + 1], tokens[index + 2], tokens[index + 3]];
    if (!isPunctuator(after, ':')) {
      // A word of a text, or the name of a parameter; a shorthand or an assignment brings a value that is not here.
      if (
        token.kind === 'name' &&
        (isPunctuator(before, '{') || isPunctuator(before, ',') || isPunctuator(after, '='))
      ) {
        return undefined;
      }
      continue;
    }
    if (objects.has(token.text)) {
      if (!isPunctuator(value, '{')) return undefined;
      continue;
    }
    const isOff = hooks.has(token.text) && value?.text === 'false';
    const isLiteral = value?.kind === 'string' || isOff;
    if (!isLiteral || !(isPunctuator(end, ',') || isPunctuator(end, '}'))) return undefined;
    if (folders.has(token.text)) values.push(value.text);
  }
  return [...new Set(values)];
}

/** Whether the value `'url'` stands anywhere, as of `shadow.kind`; a key of that name is none. */
export function namesUrlKind(tokens: readonly Token[]): boolean {
  return tokens.some(({ kind, text }, index) => {
    if (kind !== 'string' || text !== 'url') return false;
    const before = tokens[index - 1];
    const beginsProperty = isPunctuator(before, '{') || isPunctuator(before, ',');
    return !(beginsProperty && isPunctuator(tokens[index + 1], ':'));
  });
}

function isListOfStrings(tokens: readonly Token[], start: number): boolean {
  if (!isPunctuator(tokens[start], '[')) return false;
  const end = tokens.findIndex((token, index) => index > start && isPunctuator(token, ']'));
  const inside = tokens.slice(start + 1, end === -1 ? start + 1 : end);
  return end !== -1 && inside.every((token) => token.kind === 'string' || isPunctuator(token, ','));
}

/**
 * What the file says of types: the only key `types`, whose value is an object with a literal `path` or none; undefined when
 * that is not certain, also when what the object holds may come from elsewhere.
 */
export function readLiteralTypes(tokens: readonly Token[]): TypesSummary | undefined {
  const mentions = tokens.flatMap((token, index) =>
    isKey(token) && token.text === 'types' && isPunctuator(tokens[index + 1], ':') ? [index] : [],
  );
  const [mention] = mentions;
  if (mention === undefined) {
    const isMentioned = tokens.some(({ kind, text }) => kind === 'name' && text === 'types');
    return isMentioned ? undefined : { path: undefined, isSaid: false };
  }
  if (mentions.length > 1 || !isPunctuator(tokens[mention + 2], '{')) return undefined;
  const keys = readKeys(tokens, mention + 3);
  if (keys === undefined) return undefined;
  if (!keys.includes('path')) return { path: undefined, isSaid: true };
  const index = tokens.findIndex(
    (token, at) => at > mention && isKey(token) && token.text === 'path' && isPunctuator(tokens[at + 1], ':'),
  );
  const [value, end] = [tokens[index + 2], tokens[index + 3]];
  const isLiteral = value?.kind === 'string' && (isPunctuator(end, ',') || isPunctuator(end, '}'));
  return isLiteral ? { path: value.text, isSaid: true } : undefined;
}

/** Keys of the object literal whose first token this is; undefined when one of them is not written out. */
function readKeys(tokens: readonly Token[], start: number): readonly string[] | undefined {
  const keys: string[] = [];
  for (let index = start; !isPunctuator(tokens[index], '}'); ) {
    if (tokens[index]?.text === 'async' && isKey(tokens[index + 1])) index += 1;
    const key = tokens[index];
    const after = tokens[index + 1];
    if (!isKey(key) || !['(', ':', ',', '}'].some((text) => isPunctuator(after, text))) return undefined;
    keys.push(key.text);
    const end = endOfValue(tokens, index + 1);
    if (end === undefined) return undefined;
    index = isPunctuator(tokens[end], ',') ? end + 1 : end;
  }
  return keys;
}

/** Index of the comma or brace that ends a property; undefined when the file ends first. */
function endOfValue(tokens: readonly Token[], start: number): number | undefined {
  let depth = 0;
  for (let index = start; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (depth === 0 && (isPunctuator(token, ',') || isPunctuator(token, '}'))) return index;
    depth += nesting(token);
  }
  return undefined;
}

/** Whether the key stands in an object that is nested in nothing but parentheses, as in `defineConfig({ … })`. */
function isOfExportedObject(tokens: readonly Token[], index: number): boolean {
  const open: string[] = [];
  for (const token of tokens.slice(0, index)) {
    const change = nesting(token);
    if (change > 0) open.push(token.text);
    if (change < 0) open.pop();
  }
  return open.at(-1) === '{' && open.slice(0, -1).every((bracket) => bracket === '(');
}

function nesting(token: Token | undefined): number {
  if (token?.kind !== 'punctuator') return 0;
  if ('([{'.includes(token.text)) return 1;
  return ')]}'.includes(token.text) ? -1 : 0;
}

function isKey(token: Token | undefined): token is Token {
  return token?.kind === 'name' || token?.kind === 'string';
}
