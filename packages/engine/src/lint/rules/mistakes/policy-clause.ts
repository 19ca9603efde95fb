import { allScripts, type FileRule } from '../../review/file-rule';

/** Clauses that a command's policy cannot have. */
const refused: Readonly<Record<string, { readonly clause: 'USING' | 'WITH CHECK'; readonly right: string }>> = {
  select: { clause: 'WITH CHECK', right: 'FOR SELECT takes USING alone' },
  delete: { clause: 'WITH CHECK', right: 'FOR DELETE takes USING alone' },
  insert: { clause: 'USING', right: 'FOR INSERT takes WITH CHECK alone' },
};

/** CREATE POLICY with a clause that its command does not take. */
export const policyClause: FileRule = {
  name: 'policy-clause',
  group: 'mistakes',
  severity: 'error',
  finds:
    'A policy `FOR SELECT` or `FOR DELETE` with `WITH CHECK`, or `FOR INSERT` with `USING`: every server refuses it (SQLSTATE 42601). Rows that are read are chosen by `USING`; rows that are written are looked at by `WITH CHECK`.',
  safeForm: 'Leave the clause out; write a policy of its own for the other command.',
  example: 'CREATE POLICY own ON posts FOR SELECT USING (owner = current_user) WITH CHECK (owner = current_user)',
  safeExample: 'CREATE POLICY own ON posts FOR SELECT USING (owner = current_user)',
  scripts: allScripts,
  visit: {
    CreatePolicyStmt: ({ cmd_name = 'all', policy_name = '', qual, with_check }) => {
      const rule = refused[cmd_name];
      const isThere = rule?.clause === 'USING' ? qual : with_check;
      if (!rule || !isThere) return [];
      return [{ message: `policy ${policy_name} cannot have ${rule.clause}: ${rule.right}` }];
    },
  },
};
