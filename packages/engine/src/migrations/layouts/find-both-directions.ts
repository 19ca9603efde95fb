import type { SqlProblem, Statement } from '../../sql/statements/statement';
import { nextToken, openTokens } from '../../sql/statements/tokens';
import { atAnyLine, type DirectionMarkers, directionMarkers } from './direction-markers';

/** What every marker of a way back has: a script without it is not looked at again. */
const anyMarker = /^[ \t]*(?:--|#).*(?:down|undo|rollback|revert|drop below)/im;

/**
 * What is wrong with a script that holds a migration and its undo, as files of dbmate, goose and others do: each half
 * would run. Only where statements stand on both sides of a marker that is really a comment; at most one problem, at the
 * marker. Pure.
 */
export function findBothDirections(text: Buffer, statements: readonly Statement[]): readonly SqlProblem[] {
  if (statements.length === 0) return [];
  // Latin-1 keeps bytes and characters apart by nothing, so that offsets hold; the words looked for are ASCII.
  const source = text.toString('latin1');
  if (!anyMarker.test(source)) return [];
  for (const markers of directionMarkers) {
    const offset = findDivide(text, source, statements, markers);
    if (offset !== undefined) return [bothDirections(markers.tool, offset)];
  }
  return [];
}

/** The offset of the marker of the way back, where both directions have statements. */
function findDivide(
  text: Buffer,
  source: string,
  statements: readonly Statement[],
  markers: DirectionMarkers,
): number | undefined {
  const downs = findLines(source, markers.down);
  if (downs.length === 0) return undefined;
  const lines = [
    ...findLines(source, markers.up).map((offset) => ({ offset, direction: 'up' as const })),
    ...downs.map((offset) => ({ offset, direction: 'down' as const })),
  ].sort((a, b) => a.offset - b.offset);
  const real = lines.filter(({ offset }) => isComment(text, statements, offset));
  const directionAt = (at: number) => real.findLast(({ offset }) => offset <= at)?.direction ?? 'up';
  const found = new Set(statements.flatMap(({ start, end }) => [directionAt(start), directionAt(end)]));
  return found.size === 2 ? real.find(({ direction }) => direction === 'down')?.offset : undefined;
}

function findLines(source: string, marker: RegExp): readonly number[] {
  return [...source.matchAll(atAnyLine(marker))].map(({ index }) => index);
}

/** Not within a quote, a function's body or copied rows. */
function isComment(text: Buffer, statements: readonly Statement[], offset: number): boolean {
  if (statements.some(({ copyData }) => copyData && offset >= copyData.start && offset < copyData.end)) return false;
  const around = statements.find(({ start, end }) => offset > start && offset < end);
  if (!around) return true;
  const cursor = openTokens(text, around.start);
  while (cursor.end <= offset && nextToken(cursor) !== 'end') {
    if (cursor.start <= offset && offset < cursor.end) return false;
  }
  return true;
}

function bothDirections(tool: string, offset: number): SqlProblem {
  const message = `Below this line is the undo, as in a file of ${tool}: both halves would run`;
  return { code: 'UP_AND_DOWN', message, offset };
}
