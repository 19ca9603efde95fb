import type { CatalogSource } from './catalog-source';

/** `SECURITY LABEL`, on whatever it is; initdb writes none. The label of the database itself lies in a shared catalog. */
export const securityLabels: CatalogSource = {
  kind: 'security label',
  id: "format('of %I on %s %s', x.provider, coalesce(o.type, 'database'), coalesce(o.identity, 'current'))",
  fields: { label: 'x.label' },
  from: `(
  SELECT provider, classoid, objoid, objsubid, label FROM pg_seclabel
  UNION ALL
  SELECT s.provider, NULL, NULL, NULL, s.label
  FROM pg_shseclabel AS s JOIN pg_database AS d ON d.oid = s.objoid
  WHERE s.classoid = 'pg_database'::regclass AND d.datname = current_database()
) AS x
LEFT JOIN LATERAL pg_identify_object(x.classoid, x.objoid, x.objsubid) AS o ON x.objoid IS NOT NULL`,
};
