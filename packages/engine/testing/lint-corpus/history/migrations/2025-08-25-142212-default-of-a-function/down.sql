ALTER TABLE tasks DROP COLUMN short_code;
DROP FUNCTION private.short_code();
