import { type FileRule, liveScripts } from '../../review/file-rule';
import { nodesOf } from '../../syntax/nodes';

/** Privileges on tables for PUBLIC, or more than SELECT for who is not signed in. */
export const grantToEveryone: FileRule = {
  name: 'grant-to-everyone',
  group: 'row security and PostgREST',
  severity: 'warning',
  finds:
    '`GRANT … TO PUBLIC` on tables is a grant to every role, also to those of the API that are made later; more than `SELECT` to `anon` lets everybody on the internet write.',
  safeForm: 'Grant to the roles that need it, and to anon no more than SELECT of what is public.',
  example: 'GRANT ALL ON big TO anon',
  safeExample: 'GRANT SELECT ON big TO anon',
  scripts: liveScripts,
  visit: {
    GrantStmt: ({ is_grant, objtype, privileges, grantees }) => {
      if (!is_grant || objtype !== 'OBJECT_TABLE') return [];
      const rights = nodesOf('AccessPriv', privileges).map(({ priv_name = '' }) => priv_name);
      const isReadOnly = rights.length > 0 && rights.every((right) => right === 'select');
      const given = rights.length === 0 ? 'ALL' : rights.join(', ').toUpperCase();
      return nodesOf('RoleSpec', grantees).flatMap(({ roletype, rolename }) => {
        if (roletype === 'ROLESPEC_PUBLIC') return [{ message: `GRANT ${given} TO PUBLIC is a grant to every role` }];
        return rolename === 'anon' && !isReadOnly ? [{ message: `GRANT ${given} TO anon lets everybody write` }] : [];
      });
    },
  },
};
