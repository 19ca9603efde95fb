/**
 * How many columns of a terminal a text takes: two for what East Asian scripts and emoji take, none for marks that stand
 * over another character. Where terminals differ, the larger: a line that is too long wraps, and cannot be taken back.
 */
export function displayWidth(text: string): number {
  // Nearly all are plain.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  return [...graphemes(text)].reduce((width, grapheme) => width + widthOf(grapheme), 0);
}

/** The beginning of a text, no wider than that; what is cut off leaves an ellipsis. */
export function clipEnd(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  return columns < 1 ? '' : `${take(graphemes(text), columns - 1).join('')}…`;
}

/** The same with the end of a text: of ids and paths it tells more. */
export function clipStart(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns < 1) return '';
  return `…${take([...graphemes(text)].reverse(), columns - 1)
    .reverse()
    .join('')}`;
}

/** A text without what moves the cursor or changes colours: what other sessions run is theirs to write. */
export function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

function* graphemes(text: string): Iterable<string> {
  for (const { segment } of segmenter.segment(text)) yield segment;
}

function take(graphemes: Iterable<string>, columns: number): string[] {
  const taken: string[] = [];
  let width = 0;
  for (const grapheme of graphemes) {
    width += widthOf(grapheme);
    if (width > columns) break;
    taken.push(grapheme);
  }
  return taken;
}

/** Unicode Standard Annex 11 (wide and fullwidth), by blocks. U+FE0F asks for an emoji. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

const withoutWidth = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u;

function widthOf(grapheme: string): number {
  if (withoutWidth.test(grapheme)) return 0;
  return wide.test(grapheme) ? 2 : 1;
}
