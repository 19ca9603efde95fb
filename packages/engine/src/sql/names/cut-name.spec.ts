import { cutName } from './cut-name';

describe('cutName', () => {
  it.each([
    ['a short name', 'users', 'users'],
    ['63 bytes', 'x'.repeat(63), 'x'.repeat(63)],
    ['more', 'x'.repeat(72), 'x'.repeat(63)],
    ['characters of two bytes, of which the last would be cut in half', 'ä'.repeat(40), 'ä'.repeat(31)],
    ['characters of four bytes', 'a😀'.repeat(20), `${'a😀'.repeat(12)}a`],
  ])('keeps of %s what the server keeps', (_what, name, kept) => {
    expect(cutName(name)).toBe(kept);
  });
});
