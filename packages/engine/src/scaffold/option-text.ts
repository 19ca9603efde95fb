import { EngineError } from '../errors';

/** The value of an option as the user typed it, kept so that an error can point into it. */
export interface OptionText {
  /** As on the command line, with dashes: `--columns`. */
  readonly option: string;
  readonly text: string;
}

/** One entry of a comma separated option, without the blanks around it. */
export interface OptionItem {
  readonly text: string;
  /** Index of its first character in the option's text. */
  readonly offset: number;
}

/** OPTION_INVALID with the option's text and a caret under the character at `offset`. */
export function optionInvalid(source: OptionText, offset: number, message: string, hint?: string): EngineError {
  const oneLine = source.text.replace(/\p{Cc}/gu, ' ');
  // A character outside the BMP is two UTF-16 units and one column.
  const column = [...oneLine.slice(0, offset)].length;
  return new EngineError('OPTION_INVALID', `${source.option}: ${message} (character ${column + 1}).`, {
    excerpt: `${oneLine}\n${' '.repeat(column)}^`,
    fields: { option: source.option, character: column + 1 },
    ...(hint === undefined ? {} : { hint }),
  });
}

/**
 * Entries of a comma separated option, in order; commas inside quotes and brackets do not separate, so that
 * `price:numeric(10,2)` stays whole. A text of blanks has none. Throws OPTION_INVALID on an empty entry, an open quote
 * or an unpaired bracket.
 */
export function splitItems(source: OptionText): readonly OptionItem[] {
  if (source.text.trim() === '') return [];
  const commas = [...outerCharacters(source)].filter((at) => source.text[at] === ',');
  const starts = [0, ...commas.map((at) => at + 1)];
  return starts.map((start, index) => {
    const raw = source.text.slice(start, commas[index] ?? source.text.length);
    const offset = start + raw.length - raw.trimStart().length;
    if (raw.trim() === '') throw optionInvalid(source, Math.min(offset, source.text.length), 'an entry is empty');
    return { text: raw.trim(), offset };
  });
}

/**
 * Indexes of the characters from `start` that stand outside quotes and brackets; a bracket itself is not among them.
 * Throws OPTION_INVALID where a quote or bracket has no partner.
 */
export function* outerCharacters(source: OptionText, start = 0): Generator<number> {
  const open: { readonly closing: string; readonly at: number }[] = [];
  for (let at = start; at < source.text.length; at += 1) {
    const character = source.text.charAt(at);
    const closing = closingOf[character];
    if (character === "'" || character === '"') {
      at = endOfQuote(source, at) - 1;
    } else if (closing !== undefined) {
      open.push({ closing, at });
    } else if (closingBrackets.has(character)) {
      if (open.pop()?.closing !== character) throw optionInvalid(source, at, `unexpected ${character}`);
    } else if (open.length === 0) {
      yield at;
    }
  }
  const unpaired = open.at(-1);
  if (unpaired !== undefined) throw optionInvalid(source, unpaired.at, `missing ${unpaired.closing}`);
}

/** Index after the quoted text that begins at `start`; a doubled quote stands for one. Throws OPTION_INVALID. */
export function endOfQuote(source: OptionText, start: number): number {
  const quote = source.text.charAt(start);
  for (let at = start + 1; at < source.text.length; at += 1) {
    if (source.text[at] !== quote) continue;
    if (source.text[at + 1] !== quote) return at + 1;
    at += 1;
  }
  throw optionInvalid(source, start, 'the quote does not end');
}

const closingOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const closingBrackets = new Set(Object.values(closingOf));
