const newline = 0x0a;
const dash = 0x2d;
const slash = 0x2f;
const star = 0x2a;

/**
 * Where the first statement of a script begins: the bytes before it are comments and blanks. The script's length when it
 * has none. Block comments nest, as in PostgreSQL.
 */
export function findHeadEnd(text: Buffer): number {
  let end = 0;
  for (let next = skipOne(text, end); next > end; next = skipOne(text, end)) end = next;
  return end;
}

/** Offset after the blank or comment at an offset; the offset itself when a statement begins there. */
function skipOne(text: Buffer, offset: number): number {
  const byte = text[offset];
  // Blanks of PostgreSQL's lexer: space, \t \n \v \f \r.
  if (byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d)) return offset + 1;
  if (byte === dash && text[offset + 1] === dash) return endOfLine(text, offset);
  if (byte === slash && text[offset + 1] === star) return endOfBlock(text, offset);
  return offset;
}

function endOfLine(text: Buffer, offset: number): number {
  const end = text.indexOf(newline, offset);
  return end < 0 ? text.length : end + 1;
}

/** An unterminated comment is no blank: splitting the script will refuse it. */
function endOfBlock(text: Buffer, start: number): number {
  let depth = 0;
  for (let offset = start; offset + 1 < text.length; ) {
    if (text[offset] === slash && text[offset + 1] === star) {
      depth += 1;
      offset += 2;
    } else if (text[offset] === star && text[offset + 1] === slash) {
      depth -= 1;
      offset += 2;
      if (depth === 0) return offset;
    } else offset += 1;
  }
  return start;
}
