import { withoutBlanks } from './blanks';

describe('withoutBlanks', () => {
  it.each([
    ['sql', 'SELECT 1', '\n  SELECT\t1 '],
    ['plpgsql', 'BEGIN\r\n  a:=f(1,2);\r\nEND', ' BEGIN a := f( 1, 2 ); END '],
    ['plpgsql', "x := 'a' || b;", "x:='a'||b;"],
    ['sql', 'SELECT 1 -- one\n', 'SELECT 1\n\n  --  one'],
    ['sql', 'SELECT 1 + 2', 'SELECT 1+2'],
    ['plpython3u', 'if x:\n  return 1', '\nif x:  \r\n  return 1\n\n'],
  ])('gives bodies in %s that differ in blanks one form: %j', (language, body, other) => {
    expect(withoutBlanks(other, language)).toBe(withoutBlanks(body, language));
  });

  it.each([
    ['sql', "SELECT 'a b'", "SELECT 'a  b'", 'blanks in a string'],
    ['plpgsql', 'EXECUTE $q$ SELECT 1 $q$', 'EXECUTE $q$ SELECT  1 $q$', 'blanks in a dollar quote'],
    ['sql', 'SELECT "a b"', 'SELECT "a  b"', 'blanks in a name'],
    ['sql', 'SELECT a <@ b', 'SELECT a < @ b', 'two operators'],
    ['sql', 'SELECT 1 -- one', 'SELECT 1 -- two', 'a comment'],
    ['sql', 'SELECT a -- b\n, c', 'SELECT a -- b , c', 'what a comment swallows'],
    ['sql', 'SELECT a b', 'SELECT ab', 'two words'],
    ['plpython3u', 'if x:\n  a()\nb()', 'if x:\n  a()\n  b()', 'indentation'],
  ])('keeps bodies in %s apart: %j and %j (%s)', (language, body, other) => {
    expect(withoutBlanks(other, language)).not.toBe(withoutBlanks(body, language));
  });
});
