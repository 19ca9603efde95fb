ALTER TABLE tags ADD COLUMN color text NOT NULL DEFAULT 'grey';
ALTER TABLE tags ADD CONSTRAINT tags_color_known CHECK (color IN ('grey', 'red', 'green', 'blue')) NOT VALID;
ALTER TABLE tags VALIDATE CONSTRAINT tags_color_known;
