import type { ConfigSummary } from './config-summary';
import { scanTokens, type Token } from './scan-tokens';

/**
 * The summary of a config file from its text alone, or undefined when that is not certain: spread or computed
 * environments, a second mention of `environments`, directories that are no literals. So that a config is not run in
 * every `nx` command, where the variables that it insists on are not loaded yet.
 */
export function readLiteralConfig(source: string): ConfigSummary | undefined {
  const tokens = scanTokens(source);
  const mentions = tokens.flatMap((token, index) => (isKey(token) && token.text === 'environments' ? [index] : []));
  const [mention] = mentions;
  if (mention === undefined || mentions.length > 1 || !isOfExportedObject(tokens, mention)) return undefined;
  if (!isPunctuator(tokens[mention + 1], ':') || !isPunctuator(tokens[mention + 2], '{')) return undefined;
  const environments = readKeys(tokens, mention + 3);
  const directories = readDirectories(tokens);
  return environments && directories && { environments, directories };
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

/** Values of the keys that name folders; undefined when one of them is no literal. */
function readDirectories(tokens: readonly Token[]): readonly string[] | undefined {
  const values = tokens.flatMap((token, index) =>
    isKey(token) && (token.text === 'directory' || token.text === 'sql') && isPunctuator(tokens[index + 1], ':')
      ? [{ value: tokens[index + 2], after: tokens[index + 3] }]
      : [],
  );
  const areLiteral = values.every(
    ({ value, after }) => value?.kind === 'string' && (isPunctuator(after, ',') || isPunctuator(after, '}')),
  );
  return areLiteral
    ? [...new Set(values.flatMap(({ value }) => (value === undefined ? [] : [value.text])))]
    : undefined;
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

function isPunctuator(token: Token | undefined, text: string): boolean {
  return token?.kind === 'punctuator' && token.text === text;
}
