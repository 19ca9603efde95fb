-- pgrestify: transaction off
DO $$
DECLARE
  changed bigint;
BEGIN
  LOOP
    UPDATE projects SET starts_on = created_at::date
    WHERE id IN (SELECT id FROM projects WHERE starts_on IS NULL ORDER BY id LIMIT 1000);
    GET DIAGNOSTICS changed = ROW_COUNT;
    EXIT WHEN changed = 0;
    COMMIT;
  END LOOP;
END;
$$;
