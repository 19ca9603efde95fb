import { allScripts, type FileRule } from '../../review/file-rule';
import { readTokens } from '../../statements/tokens';

/** A name that PostgreSQL cuts. */
export const identifierTooLong: FileRule = {
  name: 'identifier-too-long',
  group: 'style',
  severity: 'warning',
  finds:
    'A name of more than 63 bytes: PostgreSQL cuts it with no more than a notice, and two long names may become the same.',
  safeForm: 'Write a name of at most 63 bytes.',
  example:
    'CREATE TABLE a_table_with_a_name_that_is_longer_than_the_sixty_three_bytes_of_a_name (id bigint PRIMARY KEY)',
  safeExample: 'CREATE TABLE a_table (id bigint PRIMARY KEY)',
  scripts: allScripts,
  visitEach: ({ script, statement }) => {
    const { text } = script.parsed.script;
    const { start, end } = statement.source;
    // Most statements have no run of so many characters at all.
    if (!text || !/[^\s,;()'.]{64}|"[^"]{64}/.test(text.toString('latin1', start, end))) return [];
    const names = readTokens(text, statement.source).flatMap(({ kind, source }) => {
      if (kind !== 'word' && kind !== 'quoted-identifier') return [];
      const name = kind === 'word' ? source : source.slice(source.indexOf('"') + 1, -1).replaceAll('""', '"');
      return Buffer.byteLength(name) > 63 ? [name] : [];
    });
    return [...new Set(names)].map((name) => ({
      message: `${name} has ${Buffer.byteLength(name)} bytes: PostgreSQL keeps the first 63`,
    }));
  },
};
