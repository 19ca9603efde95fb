-- pgrestify-ignore drop-column: nothing reads it since the release before
ALTER TABLE tags DROP COLUMN color;
