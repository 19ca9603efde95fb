import type { ParsedScript } from '../../migrations/migration';
import type { Statement } from '../../sql/statements/statement';

/** Data of each COPY block of a script's statements, in order; empty pieces for a block without lines. */
export function copyDataOf(
  script: ParsedScript,
  statements: readonly Statement[] = script.statements,
): readonly Iterable<Buffer>[] {
  const { text } = script.script;
  return statements.flatMap(({ copyData }) => (copyData && text ? [pieces(text, copyData.start, copyData.end)] : []));
}

/** Pieces small enough that the socket's buffer, not ours, decides the pace. */
const pieceBytes = 64 * 1024;

function* pieces(text: Buffer, start: number, end: number): Iterable<Buffer> {
  for (let at = start; at < end; at += pieceBytes) {
    yield text.subarray(at, Math.min(at + pieceBytes, end));
  }
}
