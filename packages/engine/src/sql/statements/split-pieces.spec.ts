import fc from '../../../testing/properties';

import { normaliseText } from '../text/normalise';
import { locateOffset } from '../text/positions';
import { type ScriptPart, splitPieces } from './split-pieces';
import { splitStatements } from './split-statements';
import type { SplitText, Statement } from './statement';

/** Cuts into pieces that are overwritten once the next is asked for, as the reader of files does. */
function* cut(bytes: Buffer, sizes: Iterator<number>): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const size: number = sizes.next().value;
    const piece = Buffer.from(bytes.subarray(at, at + size));
    yield piece;
    piece.fill('!');
    at += size;
  }
}

/** Parts put together to the answer of the small form, each statement and data compared with the text. */
function collect(parts: Iterable<ScriptPart>, text: Buffer): SplitText {
  const statements: Statement[] = [];
  const metaCommands: SplitText['metaCommands'][number][] = [];
  const problems: SplitText['problems'][number][] = [];
  for (const part of parts) {
    switch (part.kind) {
      case 'statement': {
        const { start, end } = part.statement;
        expect(part.bytes).toEqual(text.subarray(start, end));
        expect(part.location).toEqual(locateOffset(text, start));
        statements.push(part.statement);
        break;
      }
      case 'copy-data': {
        const end = part.start + part.bytes.length;
        expect(part.bytes).toEqual(text.subarray(part.start, end));
        const statement = statements[statements.length - 1];
        statements[statements.length - 1] = {
          ...statement,
          copyData: { start: statement.copyData?.start ?? part.start, end },
        };
        break;
      }
      case 'meta-command':
        metaCommands.push(part.command);
        break;
      case 'problem':
        expect(part.location).toEqual(locateOffset(text, part.problem.offset));
        problems.push(part.problem);
        break;
      case 'copy-end':
        break;
    }
  }
  return { statements, metaCommands, problems };
}

/** Data without a line has no parts, so nothing tells where it would begin. */
function withoutEmptyData(split: SplitText): SplitText {
  const statements = split.statements.map(({ copyData, ...statement }) =>
    copyData && copyData.end > copyData.start ? { ...statement, copyData } : statement,
  );
  return { ...split, statements };
}

const soup = fc.array(
  fc.oneof(
    fc.constantFrom(
      'SELECT',
      'CREATE FUNCTION f() BEGIN ATOMIC',
      'END',
      ';',
      ';\n',
      "'",
      '"',
      "E'\\'",
      '$$',
      '$a$',
      '(',
    ),
    fc.constantFrom(' ', '\n', '\r\n', '\r', '--', '/*', '*/', ')', 'ü', '👍', '1', 'a', ',', '\ufeff'),
    fc.constantFrom('COPY t FROM stdin;', '\n\\.\n', '\\.', '\\restrict x\n', '\\i f', "'a';\n", "E'a'\n'b'"),
  ),
  { maxLength: 25 },
);

describe('splitPieces', () => {
  it('answers the same as splitStatements wherever the text is cut', () => {
    fc.assert(
      fc.property(soup, fc.infiniteStream(fc.integer({ min: 0, max: 9 })), (tokens, sizes) => {
        const bytes = Buffer.from(tokens.join(''));
        const text = normaliseText(bytes);
        expect(collect(splitPieces(cut(bytes, sizes)), text)).toEqual(withoutEmptyData(splitStatements(text)));
      }),
      { numRuns: 3000 },
    );
  });

  it('hands out the data of a COPY in whole lines, as they come', () => {
    const pieces = ['COPY t FROM stdin;\n1\n2', '2\n3\n', '\\', '.\nSELECT 1'].map((piece) => Buffer.from(piece));
    const parts = [...splitPieces(pieces)].map((part) => ('bytes' in part ? part.bytes.toString() : part.kind));
    expect(parts).toEqual(['COPY t FROM stdin', '1\n', '22\n3\n', 'meta-command', 'copy-end', 'SELECT 1']);
  });

  it.each([
    ['a NUL', [Buffer.from('SELECT 1;\nSEL'), Buffer.from('ECT \0;')], 17, { line: 2, column: 8 }],
    ['a byte that is not UTF-8', [Buffer.from('SELECT 1;\n\xfc;', 'latin1')], 10, { line: 2, column: 1 }],
    ['a character that is cut off', [Buffer.from("SELECT 'ü").subarray(0, -1)], 8, { line: 1, column: 9 }],
    ['UTF-16', [Buffer.from('\ufeffSELECT 1', 'utf16le')], 0, { line: 1, column: 1 }],
    ['a NUL in copy data', [Buffer.from('COPY t FROM stdin;\n'), Buffer.from('1\n\0\n')], 21, { line: 3, column: 1 }],
  ])('ends with a problem at %s', (_, pieces, offset, location) => {
    const last = [...splitPieces(pieces)].at(-1);
    expect(last).toMatchObject({ kind: 'problem', problem: { code: 'FILE_ENCODING', offset }, location });
  });

  it.each([
    ['to the end', (parts: Iterable<ScriptPart>) => void [...parts]],
    ['in part', stop],
  ])('ends the reading of the file when it was read %s', (_, read) => {
    let isOpen = true;
    function* pieces(): Generator<Buffer> {
      try {
        for (let count = 0; count < 10; count++) yield Buffer.from('SELECT 1;\n');
      } finally {
        isOpen = false;
      }
    }
    read(splitPieces(pieces()));
    expect(isOpen).toBe(false);
  });
});

function stop(parts: Iterable<ScriptPart>): void {
  for (const _ of parts) break;
}
