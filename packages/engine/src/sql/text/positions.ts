/** A place in a text as an editor shows it: both 1-based, columns in code points. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

/** Where a text begins. */
export const startOfText: Location = { line: 1, column: 1 };

/** Line and column of a byte offset. An offset past the end is the end. */
export function locateOffset(text: Buffer, offset: number): Location {
  return advanceLocation(startOfText, text, 0, Math.min(offset, text.length));
}

/** The location of the byte at `end`, given that of the byte at `start`. */
export function advanceLocation({ line, column }: Location, text: Buffer, start: number, end: number): Location {
  let lines = line;
  let columns = column;
  for (let at = start; at < end; at++) {
    if (text[at] === LINE_FEED) {
      lines++;
      columns = 1;
    } else if (!isContinuation(text[at])) columns++;
  }
  return { line: lines, column: columns };
}

/**
 * The byte offset, in the UTF-8 form of `message`, of a server's error position: 1-based, counted in code points,
 * whereas JavaScript counts UTF-16 units. `PostgreSQL docs, 55.8 Error and Notice Message Fields`
 */
export function offsetOfServerPosition(message: string, position: number): number {
  return Buffer.byteLength(message.slice(0, codePointIndex(message, position - 1)));
}

/** Line and column of a server's error position in the message that was sent. */
export function locateServerPosition(message: string, position: number): Location {
  const before = message.slice(0, codePointIndex(message, position - 1));
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return { line, column: [...before.slice(lineStart)].length + 1 };
}

const LINE_FEED = 10;

/** The second to fourth byte of a character in UTF-8. */
function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** UTF-16 index of the code point with that number. */
function codePointIndex(message: string, count: number): number {
  let index = 0;
  for (let passed = 0; passed < count && index < message.length; passed++) {
    index += isHighSurrogate(message.charCodeAt(index)) ? 2 : 1;
  }
  return index;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
