-- The validated check proves it: no scan.
ALTER TABLE comments ALTER COLUMN edited_at SET NOT NULL;
