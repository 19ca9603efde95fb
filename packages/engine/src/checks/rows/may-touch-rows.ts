import type { ParsedScript } from '../../migrations/migration';
import type { Statement } from '../../sql/statements/statement';

/** What is made, dropped or changed without looking at the rows of a table. */
const besideRows: ReadonlySet<string> = new Set([
  'AGGREGATE',
  'CAST',
  'COLLATION',
  'CONVERSION',
  'DATABASE',
  'EVENT',
  'EXTENSION',
  'FUNCTION',
  'GROUP',
  'LANGUAGE',
  'OPERATOR',
  'POLICY',
  'PROCEDURE',
  'PUBLICATION',
  'ROLE',
  'ROUTINE',
  'RULE',
  'STATISTICS',
  'SUBSCRIPTION',
  'TEXT',
  'TRIGGER',
  'USER',
  'VIEW',
]);

const harmless: ReadonlySet<string> = new Set([
  'COMMENT',
  'GRANT',
  'REVOKE',
  'SET',
  'RESET',
  'SHOW',
  'LISTEN',
  'NOTIFY',
]);

/** Whether what a script does may depend on rows, or change them. Pure; true in case of doubt. */
export function mayTouchRows({ statements }: ParsedScript): boolean {
  return statements.some((statement) => !isHarmless(statement));
}

function isHarmless({ words }: Statement): boolean {
  const [verb = '', ...rest] = words;
  if (harmless.has(verb)) return true;
  if (verb !== 'CREATE' && verb !== 'DROP' && verb !== 'ALTER') return false;
  const object = rest.find((word) => !prefixes.has(word)) ?? '';
  if (besideRows.has(object)) return true;
  // `CREATE TABLE … AS` has rows of others; a plain index refuses none.
  if (verb === 'CREATE' && object === 'TABLE') return !words.includes('AS');
  return (
    verb === 'CREATE' && (object === 'SCHEMA' || object === 'SEQUENCE' || object === 'DOMAIN' || object === 'TYPE')
  );
}

const prefixes: ReadonlySet<string> = new Set([
  'OR',
  'REPLACE',
  'CONSTRAINT',
  'TRUSTED',
  'RECURSIVE',
  'TEMP',
  'TEMPORARY',
  'UNLOGGED',
]);
