ALTER TABLE pages ADD COLUMN views integer NOT NULL DEFAULT 0 CHECK (views >= 0);
