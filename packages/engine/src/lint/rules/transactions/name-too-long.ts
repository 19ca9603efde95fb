import { allScripts, type FileRule } from '../../review/file-rule';
import { readTokens } from '../../statements/tokens';

/** As many bytes of a name as PostgreSQL keeps: NAMEDATALEN - 1. */
const maxBytes = 63;

/** A name that PostgreSQL cuts. */
export const nameTooLong: FileRule = {
  name: 'name-too-long',
  group: 'transactions',
  severity: 'warning',
  finds:
    'A name of more than 63 bytes is cut by PostgreSQL with no more than a notice: the object has another name than the script says, and two names that begin alike are one.',
  safeForm: 'Give it a name of at most 63 bytes.',
  example: `CREATE INDEX CONCURRENTLY ${'orders_of_this_year_'.repeat(4)} ON big (n)`,
  safeExample: 'CREATE INDEX CONCURRENTLY orders_of_this_year ON big (n)',
  scripts: allScripts,
  visitEach: ({ script, statement }) => {
    const { text } = script.parsed.script;
    if (text === undefined || !/[\w$-￿]{64}|"[^"]{64}/.test(statement.sql())) return [];
    return readTokens(text, statement.source)
      .filter(({ kind, source }) => (kind === 'word' || source.startsWith('"')) && bytesOf(source) > maxBytes)
      .map(({ source }) => ({ message: `PostgreSQL cuts ${source} at ${maxBytes} bytes` }));
  },
};

function bytesOf(source: string): number {
  return Buffer.byteLength(source.startsWith('"') ? source.slice(1, -1).replaceAll('""', '"') : source);
}
