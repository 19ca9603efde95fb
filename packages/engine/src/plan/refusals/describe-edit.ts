/** So many lines of each side are shown. */
const maxLines = 8;
const maxWidth = 160;

/**
 * What an edit did to a text, as lines for a message: the place of the first that differs, what stood there (`-`) and
 * what stands there now (`+`). Lines that are alike at both ends are left out; a long edit is cut. Pure.
 */
export function describeEdit(before: string, after: string): readonly string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  if (start === old.length && start === now.length) return [];
  return [
    `@@ line ${start + 1} @@`,
    ...sideOf('-', old.slice(start, old.length - end)),
    ...sideOf('+', now.slice(start, now.length - end)),
  ];
}

function sideOf(sign: '-' | '+', lines: readonly string[]): readonly string[] {
  const shown = lines
    .slice(0, maxLines)
    .map(withoutPassword)
    .map((line) => `${sign} ${line.length > maxWidth ? `${line.slice(0, maxWidth)}…` : line}`);
  return lines.length > maxLines ? [...shown, `${sign} … ${lines.length - maxLines} more lines`] : shown;
}

/** Output is kept by whoever runs us: what stands after PASSWORD is nobody's. */
function withoutPassword(line: string): string {
  return line.replace(/(\bpassword\s+)E?'(?:[^']|'')*'?/gi, "$1'…'");
}
