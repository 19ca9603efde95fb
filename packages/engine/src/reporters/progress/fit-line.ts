import { clipEnd, clipStart, displayWidth, onOneLine } from './display-width';

/** A line about what goes on, before it is known how much room there is. */
export interface LineParts {
  /** As the lines above it have one. */
  readonly word: string;
  /** What it is about; without room its beginning goes, and all of it before a fact. */
  readonly name: string;
  /** Short, and what one looks for: they are kept. */
  readonly facts: readonly string[];
  /** Without room its end goes, and all of it before the name. */
  readonly detail: string;
}

/** Less than this of a name says nothing. */
const minName = 12;
/** Less than this of a detail says nothing. */
const minDetail = 8;

/** The line, no wider than that, on one line and without what a terminal would obey. Pure. */
export function fitLine({ word, name, facts, detail }: LineParts, columns: number): string {
  const head = `  ${word.padEnd(12)} `;
  const [cleanName = '', factText = '', cleanDetail = ''] = [name, facts.join('  '), detail].map(onOneLine);
  const space = columns - displayWidth(head) - (factText === '' ? 0 : displayWidth(factText) + 2);
  const nameText = space < Math.min(minName, displayWidth(cleanName)) ? '' : clipStart(cleanName, space);
  const left = space - displayWidth(nameText) - 2;
  const detailText = left < Math.min(minDetail, displayWidth(cleanDetail)) ? '' : clipEnd(cleanDetail, left);
  const line = head + [nameText, factText, detailText].filter((part) => part !== '').join('  ');
  return clipEnd(line, columns);
}
