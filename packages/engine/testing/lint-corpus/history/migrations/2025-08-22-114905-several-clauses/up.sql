ALTER TABLE pages
  ADD COLUMN summary text,
  ADD COLUMN external_id uuid DEFAULT gen_random_uuid(),
  ALTER COLUMN body SET NOT NULL;
