import { type FileRule, liveScripts } from '../../review/file-rule';
import { nodeOf, nodesOf } from '../../syntax/nodes';

/** EXECUTE of a text in a DO block. */
export const dynamicSql: FileRule = {
  name: 'dynamic-sql',
  group: 'transactions',
  severity: 'notice',
  finds:
    '`EXECUTE` in a `DO` block runs a text that is made as it runs: no check sees what it does before. A warning where the text has words of a statement that changes or drops what is there.',
  safeForm: 'Write the statement as it is where its names are known.',
  example: "DO $$ BEGIN EXECUTE format('ALTER TABLE %I DROP COLUMN v', 'big'); END $$",
  safeExample: "DO $$ BEGIN RAISE NOTICE 'nothing'; END $$",
  scripts: liveScripts,
  visit: {
    DoStmt: ({ args }, { statement }) => {
      const body = nodesOf('DefElem', args).find(({ defname }) => defname === 'as')?.arg;
      const code = nodeOf('String', body)?.sval ?? '';
      const found = /\bEXECUTE\s+(?!FUNCTION\b|PROCEDURE\b|ON\b)([^;]*)/i.exec(code);
      if (!found) return [];
      const at = statement.sql().indexOf(found[0]);
      const isGrave = /\b(?:ALTER\s+TABLE|DROP|TRUNCATE|DELETE\s+FROM|UPDATE)\b/i.test(found[1] ?? '');
      return [
        {
          message: 'EXECUTE runs a text that no check sees',
          ...(at >= 0 && { offset: statement.source.start + Buffer.byteLength(statement.sql().slice(0, at)) }),
          ...(isGrave && { severity: 'warning' as const }),
        },
      ];
    },
  },
};
