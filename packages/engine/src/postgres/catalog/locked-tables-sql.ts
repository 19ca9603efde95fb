/** SQL: the objects that DROP names; none that is not there. */
export const droppedObjectsSql = `
          SELECT 'pg_class'::regclass::oid, found, 0 WHERE item -> 'drop' ->> 'object' = 'relation'
          UNION ALL SELECT 'pg_type'::regclass, found, 0 WHERE item -> 'drop' ->> 'object' = 'type'
          UNION ALL SELECT 'pg_proc'::regclass, found, 0 WHERE item -> 'drop' ->> 'object' = 'function'
          UNION ALL SELECT 'pg_namespace'::regclass, found, 0 WHERE item -> 'drop' ->> 'object' = 'schema'
          UNION ALL SELECT 'pg_extension'::regclass, found, 0 WHERE item -> 'drop' ->> 'object' = 'extension'
          UNION ALL SELECT 'pg_class'::regclass, found, a.attnum FROM pg_attribute a
            WHERE item -> 'drop' ->> 'object' = 'column' AND a.attrelid = found AND a.attname = item ->> 'part' AND a.attnum > 0
          UNION ALL SELECT 'pg_constraint'::regclass, k.oid, 0 FROM pg_constraint k
            WHERE item -> 'drop' ->> 'object' = 'constraint' AND k.conrelid = found AND k.conname = item ->> 'part'
          UNION ALL SELECT 'pg_trigger'::regclass, t.oid, 0 FROM pg_trigger t
            WHERE item -> 'drop' ->> 'object' = 'trigger' AND t.tgrelid = found AND t.tgname = item ->> 'part'
          UNION ALL SELECT 'pg_policy'::regclass, p.oid, 0 FROM pg_policy p
            WHERE item -> 'drop' ->> 'object' = 'policy' AND p.polrelid = found AND p.polname = item ->> 'part'
          UNION ALL SELECT 'pg_rewrite'::regclass, r.oid, 0 FROM pg_rewrite r
            WHERE item -> 'drop' ->> 'object' = 'rule' AND r.ev_class = found AND r.rulename = item ->> 'part'`;

/**
 * PL/pgSQL: the tables of a lookup `item`, from the object `found`, into `tables`. Names are looked up before, with the
 * script's search_path.
 */
export const lockedTablesSql = `
    CASE item ->> 'kind'
    WHEN 'domain' THEN
      SELECT coalesce(array_agg(DISTINCT a.attrelid), '{}') INTO tables FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE a.atttypid = found AND NOT a.attisdropped AND c.relkind IN ('r', 'm', 'p');
    WHEN 'typed' THEN
      SELECT coalesce(array_agg(c.oid ORDER BY c.oid), '{}') INTO tables FROM pg_class c WHERE c.reloftype = found;
    WHEN 'index' THEN
      SELECT coalesce(array_agg(i.indrelid), '{}') INTO tables FROM pg_index i WHERE i.indexrelid = found;
    WHEN 'default-partition' THEN
      SELECT coalesce(array_agg(p.partdefid), '{}') INTO tables FROM pg_partitioned_table p WHERE p.partrelid = found AND p.partdefid <> 0;
    WHEN 'inheriting' THEN
      -- Nothing is read where the constraint is inherited already.
      SELECT coalesce(array_agg(h.inhrelid), '{}') INTO tables FROM pg_inherits h WHERE h.inhparent = found
        AND EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = found AND k.conname = item ->> 'part' AND k.connoinherit);
    WHEN 'referenced' THEN
      SELECT coalesce(array_agg(DISTINCT k.confrelid), '{}') INTO tables FROM pg_constraint k
        WHERE k.conrelid = found AND k.contype = 'f' AND (item ->> 'part' IS NULL OR k.conname = item ->> 'part' OR EXISTS (
          SELECT FROM pg_attribute a WHERE a.attrelid = found AND a.attnum = ANY (k.conkey) AND a.attname = item ->> 'part'));
    WHEN 'referencing' THEN
      SELECT coalesce(array_agg(DISTINCT k.conrelid), '{}') INTO tables FROM pg_constraint k
        WHERE k.confrelid = found AND k.contype = 'f' AND (item ->> 'part' IS NULL OR EXISTS (
          SELECT FROM pg_attribute a WHERE a.attrelid = found AND a.attnum = ANY (k.confkey) AND a.attname = item ->> 'part'));
    WHEN 'truncated' THEN
      WITH RECURSIVE emptied AS (
        SELECT found AS oid
        UNION
        SELECT k.conrelid FROM emptied JOIN pg_constraint k ON k.confrelid = emptied.oid AND k.contype = 'f')
      SELECT coalesce(array_agg(e.oid), '{}') INTO tables FROM emptied e WHERE e.oid <> found;
    WHEN 'sources' THEN
      SELECT coalesce(array_agg(DISTINCT d.refobjid), '{}') INTO tables FROM pg_rewrite r
        JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
        WHERE r.ev_class = found AND d.refobjid <> found;
    WHEN 'dropped' THEN
      ${droppedTablesSql()}
    ELSE
      tables := ARRAY[found];
    END CASE;`;

/**
 * What DROP takes along, as pg_depend has it: what is a part of the object, and with CASCADE what depends on it; a rule
 * takes its view along. Then the tables to which all of that belongs, and the parent of a partition.
 */
function droppedTablesSql(): string {
  return `WITH RECURSIVE gone AS (
        SELECT s.classid, s.objid, s.objsubid FROM (${droppedObjectsSql}) AS s (classid, objid, objsubid)
        UNION
        SELECT n.classid, n.objid, n.objsubid FROM gone g CROSS JOIN LATERAL (
          SELECT d.classid, d.objid, d.objsubid FROM pg_depend d
            WHERE d.refclassid = g.classid AND d.refobjid = g.objid AND (g.objsubid = 0 OR d.refobjsubid = g.objsubid)
              AND (d.deptype IN ('a', 'i', 'P', 'S', 'e') OR (d.deptype = 'n' AND item -> 'drop' ->> 'behavior' = 'cascade'))
          UNION ALL
          SELECT d.refclassid, d.refobjid, d.refobjsubid FROM pg_depend d
            WHERE d.classid = g.classid AND d.objid = g.objid AND d.deptype = 'i' AND g.classid = 'pg_rewrite'::regclass
        ) AS n),
      owners AS (
        SELECT coalesce(i.indrelid, c.oid) AS oid FROM gone JOIN pg_class c ON c.oid = gone.objid LEFT JOIN pg_index i ON i.indexrelid = c.oid
          WHERE gone.classid = 'pg_class'::regclass
        UNION SELECT t.tgrelid FROM gone JOIN pg_trigger t ON t.oid = gone.objid WHERE gone.classid = 'pg_trigger'::regclass
        UNION SELECT k.conrelid FROM gone JOIN pg_constraint k ON k.oid = gone.objid WHERE gone.classid = 'pg_constraint'::regclass
        UNION SELECT r.ev_class FROM gone JOIN pg_rewrite r ON r.oid = gone.objid WHERE gone.classid = 'pg_rewrite'::regclass
        UNION SELECT p.polrelid FROM gone JOIN pg_policy p ON p.oid = gone.objid WHERE gone.classid = 'pg_policy'::regclass
        UNION SELECT d.adrelid FROM gone JOIN pg_attrdef d ON d.oid = gone.objid WHERE gone.classid = 'pg_attrdef'::regclass),
      parents AS (
        SELECT h.inhparent AS oid FROM owners JOIN pg_class c ON c.oid = owners.oid AND c.relispartition JOIN pg_inherits h ON h.inhrelid = c.oid
          WHERE EXISTS (SELECT FROM gone WHERE gone.classid = 'pg_class'::regclass AND gone.objid = c.oid AND gone.objsubid = 0))
      SELECT coalesce(array_agg(o.oid), '{}') INTO tables FROM (SELECT oid FROM owners UNION SELECT oid FROM parents) AS o
        JOIN pg_class c ON c.oid = o.oid WHERE c.relnamespace <> 'pg_toast'::regnamespace AND c.relkind NOT IN ('c', 'I');`;
}
