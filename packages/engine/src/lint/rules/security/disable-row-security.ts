import { type FileRule, liveScripts } from '../../review/file-rule';
import { nameOfRelation } from '../../syntax/object-names';

/** DISABLE ROW LEVEL SECURITY. */
export const disableRowSecurity: FileRule = {
  name: 'disable-row-security',
  group: 'row security and PostgREST',
  severity: 'warning',
  finds:
    '`DISABLE ROW LEVEL SECURITY`: the policies of the table hold no more, and its rows are open to every role with a grant. `NO FORCE` opens them to the owner.',
  safeForm: 'Write a policy for who should see more.',
  example: 'ALTER TABLE big DISABLE ROW LEVEL SECURITY',
  safeExample: 'ALTER TABLE big ENABLE ROW LEVEL SECURITY',
  scripts: liveScripts,
  visitAction: ({ action: { subtype }, of }) => {
    if (subtype !== 'AT_DisableRowSecurity' || !of.relation) return [];
    return [{ message: `the policies of ${nameOfRelation(of.relation).written} hold no more` }];
  },
};
