import { type OptionText, optionInvalid, outerCharacters } from '../option-text';

/**
 * The text as one SQL expression that cannot end the statement it is put in: quotes and brackets paired, and no
 * semicolon, comment, dollar quote or backslash escape in it. What it means is left to PostgreSQL. Throws
 * OPTION_INVALID.
 */
export function parseExpression(source: OptionText, start = 0, end = source.text.length): string {
  const within: OptionText = { option: source.option, text: source.text.slice(0, end) };
  const expression = within.text.slice(start).trim();
  if (expression === '') throw optionInvalid(source, start, 'an expression is expected');
  for (const _ of outerCharacters(within, start)) {
    // Walking to the end is the check that every quote and bracket has its partner.
  }
  const bare = within.text.slice(start).replace(quotedText, blankInside);
  for (const { pattern, message } of notInExpression) {
    const found = pattern.exec(bare);
    if (found !== null) throw optionInvalid(source, start + found.index, message);
  }
  return expression;
}

/** Keeps the quotes, the length and any NUL, so that positions hold and `E'` can be seen. */
function blankInside(quoted: string): string {
  return `${quoted.charAt(0)}${quoted.slice(1, -1).replace(/[^\0]/g, ' ')}${quoted.charAt(0)}`;
}

const quotedText = /'(?:[^']|'')*'|"(?:[^"]|"")*"/g;

const notInExpression: readonly { readonly pattern: RegExp; readonly message: string }[] = [
  { pattern: /;/, message: 'a semicolon cannot be in an expression' },
  { pattern: /--|\/\*/, message: 'a comment cannot be in an expression' },
  // Its tag may have any letter, as PostgreSQL takes every byte above ASCII for one.
  { pattern: /\$[\w\u0080-\uffff]*\$/, message: 'a dollar quote cannot be in an expression' },
  // In such a string a backslash could hide the quote that seems to end it. PostgreSQL 14 sees one behind a digit, too.
  { pattern: /(?<![a-zA-Z_$])[eE]'/, message: "a string E'…' cannot be in an expression" },
  { pattern: /\0/, message: 'a NUL character cannot be in an expression' },
];
