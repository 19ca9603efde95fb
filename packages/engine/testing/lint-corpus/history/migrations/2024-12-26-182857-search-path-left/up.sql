SET search_path = private, public;
CREATE TABLE flags (name text PRIMARY KEY, enabled boolean NOT NULL DEFAULT false);
