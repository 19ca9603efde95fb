import { unreadable } from '../definition';
import { ownAddressField } from '../own-address';
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

/** Whether an option of a foreign server says where the server is that it lies on. Socket directories are for superusers to see. */
const isOwnAddress = `CASE
        WHEN o.name = 'port' THEN o.value = current_setting('port')
        WHEN o.name = 'dbname' THEN o.value = current_database()
        WHEN o.name IN ('host', 'hostaddr') THEN o.value IN ('localhost', '127.0.0.1', '::1', host(inet_server_addr()))
          OR o.value IN (
            SELECT trim(a) FROM pg_settings AS g, unnest(string_to_array(g.setting, ',')) AS a
            WHERE g.name IN ('listen_addresses', 'unix_socket_directories'))
        END`;

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
    [ownAddressField]: `(
      SELECT jsonb_object_agg(o.name, true)
      FROM (SELECT split_part(i, '=', 1) AS name, substr(i, strpos(i, '=') + 1) AS value FROM unnest(s.srvoptions) AS i) AS o
      WHERE ${isOwnAddress})`,
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
