import { describeEdit } from './describe-edit';

describe('describeEdit', () => {
  it.each<[string, string, readonly string[]]>([
    ['a\nb\nc', 'a\nB\nc', ['@@ line 2 @@', '- b', '+ B']],
    ['a\nb', 'a\nb\nc', ['@@ line 3 @@', '+ c']],
    ['a\na\na', 'a\na', ['@@ line 3 @@', '- a']],
    ['a', 'a', []],
    [
      "CREATE ROLE r PASSWORD 'it''s'",
      "CREATE ROLE r PASSWORD 'new' LOGIN",
      ['@@ line 1 @@', "- CREATE ROLE r PASSWORD '…'", "+ CREATE ROLE r PASSWORD '…' LOGIN"],
    ],
    ['', 'x'.repeat(200), ['@@ line 1 @@', '- ', `+ ${'x'.repeat(160)}…`]],
  ])('of %j to %j', (before, after, expected) => {
    expect(describeEdit(before, after)).toEqual(expected);
  });

  it('cuts a long edit', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    expect(describeEdit('', lines.join('\n')).at(-1)).toBe('+ … 12 more lines');
  });
});
