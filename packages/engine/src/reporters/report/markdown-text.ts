/** So much of a text is shown: GitHub takes 65,536 characters of a comment. */
const maxBlockLength = 2_000;

/** A fenced block, whose fence is longer than any in the text. */
export function block(text: string): string {
  const shown = text.length <= maxBlockLength ? text : `${text.slice(0, maxBlockLength)}\n…`;
  const fence = '`'.repeat(Math.max(3, longestTicks(shown) + 1));
  return `${fence}text\n${shown}\n${fence}`;
}

/** Code in a cell: on one line, `|` escaped even there, as GitHub's tables want it. */
export function inCell(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line === '') return '';
  const shown = line.length <= 200 ? line : `${line.slice(0, 200)}…`;
  const ticks = '`'.repeat(longestTicks(shown) + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${shown.replaceAll('|', '\\|')}${pad}${ticks}`;
}

/** A project may be named `@scope/api`, which is no mention. */
export function inTitle(text: string): string {
  return text.replace(/[^\w ,:/.-]/g, (character) => `&#${character.codePointAt(0)};`);
}

function longestTicks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
}
