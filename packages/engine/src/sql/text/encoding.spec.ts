import { isUtf8 } from 'node:buffer';
import fc from '../../../testing/properties';

import { completeLength, findEncodingProblem } from './encoding';

/** Bytes that are nearly UTF-8. */
const almostText = fc
  .array(
    fc.oneof(
      fc.constantFrom('a', 'ü', '名', '👍').map((text) => Buffer.from(text)),
      fc.constant(Buffer.from([0xe5, 0x90])),
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => Buffer.concat(parts));

describe('findEncodingProblem', () => {
  it('answers where the longest part that is UTF-8 ends', () => {
    fc.assert(
      fc.property(almostText, (bytes) => {
        const lengths = Array.from({ length: bytes.length + 1 }, (_, length) => length);
        const longest = lengths.findLast((length) => isUtf8(bytes.subarray(0, length)));
        const expected = longest === bytes.length ? undefined : longest;
        expect(findEncodingProblem(bytes)?.offset).toBe(expected);
      }),
    );
  });

  it('adds the offset of the part that it is given', () => {
    expect(findEncodingProblem(Buffer.from('ab\0'), 100)?.offset).toBe(102);
  });

  it('takes the first of a NUL and a wrong byte', () => {
    expect(findEncodingProblem(Buffer.from([0x61, 0, 0xff]))?.message).toContain('NUL');
    expect(findEncodingProblem(Buffer.from([0x61, 0xff, 0]))?.message).toContain('UTF-8');
  });
});

describe('completeLength', () => {
  it('leaves out the last character only while bytes of it are missing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(4), (text, missing) => {
        const bytes = Buffer.from(text);
        const cut = bytes.subarray(0, Math.max(0, bytes.length - missing));
        const length = completeLength(cut);
        expect(isUtf8(cut.subarray(0, length))).toBe(true);
        expect(isUtf8(cut)).toBe(length === cut.length);
      }),
    );
  });
});
