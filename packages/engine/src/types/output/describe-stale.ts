/** So many lines of a difference are shown. */
const maxLines = 12;

/**
 * How a file differs from what it should be, by its lines: `-` is there and should not be, `+` should be there. At most a
 * dozen; then how many more. Pure.
 */
export function describeStale(actual: string, expected: string): readonly string[] {
  // Line ends may be those of another system.
  const [before, after] = [actual.split(/\r?\n/), expected.split(/\r?\n/)];
  const lines = diffLines(before, after);
  const shown = lines.slice(0, maxLines);
  return lines.length > maxLines ? [...shown, `… and ${lines.length - maxLines} more lines`] : shown;
}

/** How far ahead lines are looked for that are in both. */
const lookAhead = 200;

/**
 * Goes along both, and where they part looks for the nearest lines that are in both: not always the shortest difference,
 * and the time grows with the length alone.
 */
function diffLines(before: readonly string[], after: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let [left, right] = [0, 0];
  while (left < before.length || right < after.length) {
    if (before[left] === after[right]) {
      left += 1;
      right += 1;
      continue;
    }
    const [skippedLeft, skippedRight] = findMeeting(before, after, left, right);
    lines.push(...before.slice(left, left + skippedLeft).map((line) => `- ${line.trim()}`));
    lines.push(...after.slice(right, right + skippedRight).map((line) => `+ ${line.trim()}`));
    left += skippedLeft;
    right += skippedRight;
  }
  return lines;
}

/** How many lines to pass over on each side until both agree again, as few as possible. */
function findMeeting(
  before: readonly string[],
  after: readonly string[],
  left: number,
  right: number,
): [number, number] {
  for (let distance = 1; distance <= lookAhead; distance += 1) {
    for (let skippedLeft = 0; skippedLeft <= distance; skippedLeft += 1) {
      const [a, b] = [before[left + skippedLeft], after[right + distance - skippedLeft]];
      if (a !== undefined && a === b) return [skippedLeft, distance - skippedLeft];
    }
  }
  return [before.length - left, after.length - right];
}
