/**
 * How what a command printed differs from what a document shows of it; undefined when it does not. The document may leave
 * lines out before, after, and where it has a line `…`; what it shows must be there, in that order and without gaps.
 * Times, durations, versions made of dates, ports, hashes and the widths of columns may differ. Pure.
 */
export function describeMismatch(shown: string, printed: string): string | undefined {
  const lines = maskedLines(printed);
  let from = 0;
  for (const part of splitAtEllipses(maskedLines(shown))) {
    const at = findLines(lines, part, from);
    if (at === undefined) {
      return ['The document shows', ...part, '', 'which is not in', ...lines.slice(from)].join('\n');
    }
    from = at + part.length;
  }
  return undefined;
}

/** What differs between two runs of the same command. */
const masks: readonly (readonly [pattern: RegExp, mask: string])[] = [
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
  [/\u001b\[[0-9;]*m/g, ''],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, '<time>'],
  [/\d{4}-\d\d-\d\d-\d{6}/g, '<date>'],
  [/\b20\d{12}\b/g, '<version>'],
  [/\b\d+ min \d+ s\b|\b\d+(\.\d+)? m?s\b/g, '<duration>'],
  [/\b(localhost|127\.0\.0\.1):\d+/g, '$1:<port>'],
  [/\bp[0-9a-f]{16}\b/g, '<plan>'],
  [/\b[0-9a-f]{4}…/g, '<checksum>'],
];

function maskedLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => masks.reduce((masked, [pattern, mask]) => masked.replace(pattern, mask), line))
    .map((line) => line.replace(/(?<=\S) {2,}/g, '  ').trimEnd())
    .filter((line) => line !== '');
}

function splitAtEllipses(lines: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (line === '…') parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts.filter((part) => part.length > 0);
}

function findLines(lines: readonly string[], part: readonly string[], from: number): number | undefined {
  const at = lines.findIndex(
    (_, start) => start >= from && part.every((line, offset) => lines[start + offset] === line),
  );
  return at < 0 ? undefined : at;
}
