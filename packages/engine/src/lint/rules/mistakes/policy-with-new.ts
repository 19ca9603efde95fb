import { allScripts, type FileRule } from '../../review/file-rule';
import { findNodes } from '../../syntax/find-nodes';
import { stringsOf } from '../../syntax/nodes';
import { nameOfRelation } from '../../syntax/object-names';

/** NEW or OLD in a policy. */
export const policyWithNew: FileRule = {
  name: 'policy-with-new',
  group: 'mistakes',
  severity: 'error',
  finds:
    '`NEW` and `OLD` are of triggers and rules. In a policy a column stands for the row itself: in `USING` for the one that is there, in `WITH CHECK` for the one that is written. Every server refuses `NEW.id` there (SQLSTATE 42P01). What compares the two is a trigger.',
  safeForm: 'Write the column alone; to compare a row with what it was, write a trigger BEFORE UPDATE.',
  example: 'CREATE POLICY own ON posts FOR UPDATE USING (true) WITH CHECK (NEW.owner = current_user)',
  safeExample: 'CREATE POLICY own ON posts FOR UPDATE USING (true) WITH CHECK (owner = current_user)',
  scripts: allScripts,
  visit: {
    CreatePolicyStmt: ({ table, policy_name = '', qual, with_check }, { statement }) => {
      const own = table ? nameOfRelation(table).written : '';
      return [qual, with_check].flatMap((clause) => {
        const read = findNodes('RangeVar', clause).map(({ alias, relname }) => alias?.aliasname ?? relname);
        return findNodes('ColumnRef', clause).flatMap(({ fields, location }) => {
          const [first = '', column, ...more] = stringsOf(fields);
          const isRow = (first === 'new' || first === 'old') && column !== undefined && more.length === 0;
          if (!isRow || own === first || read.includes(first)) return [];
          const word = first.toUpperCase();
          return [
            {
              message: `policy ${policy_name} names ${word}.${column}: a policy has no ${word}, and a column stands for the row itself`,
              offset: statement.offsetOf(location),
            },
          ];
        });
      });
    },
  },
};
