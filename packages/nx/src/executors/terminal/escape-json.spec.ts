import { escapeJson } from './escape-json';

it.each(['\u0000', '\u001f\v\f', '\u007f', '\u0085', '\u00a0', 'é', '\u2028\u2029', '漢字', '😀', '\ud800'])(
  'writes %j in ASCII, as the same value',
  (text) => {
    const line = escapeJson(JSON.stringify({ text }));
    expect(line).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(line)).toEqual({ text });
  },
);

it('leaves lines apart', () => {
  expect(escapeJson('{"a":"ä"}\n{}\n')).toBe('{"a":"\\u00e4"}\n{}\n');
});
