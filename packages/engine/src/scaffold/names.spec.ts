import fc from '../../testing/properties';
import { maxNameBytes } from '../sql/names/cut-name';
import { generatedName, toTableName } from './names';

const toName = (text: string) => toTableName({ option: 'name', text });

it.each([
  ['posts', 'posts'],
  ['UserProfile', 'user_profile'],
  ['user-profile', 'user_profile'],
  ['userID', 'user_id'],
  ['HTTPRequest', 'http_request'],
  ['_private', '_private'],
  ['order', 'order'],
  ['Größe', 'größe'],
  [' posts ', 'posts'],
  ['"Odd ""one"""', 'Odd "one"'],
])('the table of %s is called %s', (word, name) => {
  expect(toName(word)).toBe(name);
});

it.each([
  ['', 'a name is expected'],
  ['../posts', 'a name is expected'],
  ['a/b', 'a name ends here'],
  ['app.posts', 'a name ends here'],
  ['posts; DROP TABLE users', 'a name ends here'],
  ['<%- process.exit() %>', 'a name is expected'],
  ['$(id)', 'a name is expected'],
  ['"open', 'the quote does not end'],
  ['""', 'a name is expected'],
  ['"a\0b"', 'NUL'],
  [`"${'x'.repeat(64)}"`, 'longer than the 63 bytes'],
  [`"${'ü'.repeat(32)}"`, 'longer than the 63 bytes'],
])('refuses %j as the name of a table', (word, message) => {
  expect(() => toName(word)).toThrow(message);
});

describe('a generated name', () => {
  it('is its parts, when PostgreSQL keeps them whole', () => {
    expect(generatedName('idx', 'posts', 'author_id')).toBe('idx_posts_author_id');
  });

  it('stays within what PostgreSQL keeps, the same each time and another for other parts', () => {
    const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(part, part, part, (first, second, third) => {
        const name = generatedName(first, second);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(maxNameBytes);
        expect(generatedName(first, second)).toBe(name);
        expect(name).not.toContain('\uFFFD');
        fc.pre(second !== third);
        expect(generatedName(first, third)).not.toBe(name);
      }),
    );
  });
});
