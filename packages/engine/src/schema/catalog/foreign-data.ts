import { unreadable } from '../definition';
import { type CatalogSource, since } from './catalog-source';
import { comment, grants, notOfExtension, options, roleName, routineName, secretOptions } from './expressions';

const wrapper: CatalogSource = {
  kind: 'foreign data wrapper',
  id: 'quote_ident(w.fdwname)',
  fields: {
    owner: roleName('w.fdwowner'),
    grants: grants('w.fdwacl', 'F', 'w.fdwowner'),
    handler: routineName('w.fdwhandler'),
    validator: routineName('w.fdwvalidator'),
    connection: since(19, routineName('w.fdwconnection')),
    options: options('w.fdwoptions'),
    comment: comment('pg_foreign_data_wrapper', 'w.oid'),
  },
  from: `pg_foreign_data_wrapper AS w WHERE ${notOfExtension('pg_foreign_data_wrapper', 'w.oid')}`,
};

const server: CatalogSource = {
  kind: 'foreign server',
  id: 'quote_ident(s.srvname)',
  fields: {
    owner: roleName('s.srvowner'),
    grants: grants('s.srvacl', 'S', 's.srvowner'),
    type: 's.srvtype',
    version: 's.srvversion',
    wrapper: 'w.fdwname',
    options: options('s.srvoptions'),
    comment: comment('pg_foreign_server', 's.oid'),
  },
  from: `pg_foreign_server AS s
JOIN pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
WHERE ${notOfExtension('pg_foreign_server', 's.oid')}`,
};

/** Options hold passwords, so that only their digests are taken, and only a superuser may see all of them. */
const userMapping: CatalogSource = {
  kind: 'user mapping',
  id: "format('%s on %I', CASE u.umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(u.usename) END, u.srvname)",
  on: 'quote_ident(u.srvname)',
  fields: {
    options: `CASE WHEN (SELECT r.rolsuper FROM pg_roles AS r WHERE r.rolname = current_user)
      THEN ${secretOptions('u.umoptions')} ELSE to_jsonb('${unreadable}'::text) END`,
  },
  from: 'pg_user_mappings AS u',
};

/** Foreign data wrappers, servers and mappings; foreign tables are relations. */
export const foreignData: readonly CatalogSource[] = [wrapper, server, userMapping];
