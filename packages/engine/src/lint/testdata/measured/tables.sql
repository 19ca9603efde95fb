CREATE TABLE other (id int PRIMARY KEY, n int);
INSERT INTO other SELECT g, g FROM generate_series(1, 200) g;
CREATE DOMAIN positive AS int;
CREATE DOMAIN checked AS int CHECK (VALUE > 0);
CREATE DOMAIN email AS text;
CREATE DOMAIN drawn AS float8 DEFAULT random();
CREATE DOMAIN drawn_too AS drawn;
CREATE DOMAIN undrawn AS drawn DEFAULT 5;
CREATE TABLE big (
  id int NOT NULL, n int, v int, filled int, checked_n int, must int NOT NULL, pos positive, mail email,
  short varchar(50), free text, price numeric(8,2), bits bit varying(8), fixed char(4), at timestamp, at3 timestamp(3),
  span interval(3), net cidr, tags varchar(10)[], leaned varchar(50) CHECK (leaned <> ''), indexed varchar(50),
  partly varchar(50),
  CONSTRAINT filled_check CHECK (filled IS NOT NULL),
  CONSTRAINT unvalidated_base CHECK (n < 100000)
);
ALTER TABLE big DROP CONSTRAINT unvalidated_base;
INSERT INTO big SELECT g, g, g, g, g, g, g, 'm', 's', 'f', 1.5, B'101', 'abcd', now(), now(), '1 s', '10.0.0.0/8', '{a}', 'l', 'i', 'p'
  FROM generate_series(1, 200) g;
ALTER TABLE big ADD CONSTRAINT unvalidated CHECK (checked_n IS NOT NULL) NOT VALID;
CREATE INDEX big_v ON big (v);
CREATE INDEX big_indexed ON big (indexed);
CREATE INDEX big_partly ON big (partly) WHERE partly <> '';
CREATE UNIQUE INDEX big_id_unique ON big (id);
CREATE UNIQUE INDEX big_v_unique ON big (v);
CREATE MATERIALIZED VIEW big_view AS SELECT id, n FROM other;
CREATE UNIQUE INDEX big_view_id ON big_view (id);
CREATE TABLE small (LIKE big);
CREATE INDEX small_v ON small (v);
CREATE TABLE parted (id int, k int) PARTITION BY LIST (k);
CREATE TABLE part_one PARTITION OF parted FOR VALUES IN (1);
CREATE TABLE part_rest PARTITION OF parted DEFAULT;
INSERT INTO parted SELECT g, 1 FROM generate_series(1, 100) g;
INSERT INTO parted SELECT g, 7 FROM generate_series(1, 100) g;
CREATE TABLE part_two (id int, k int);
INSERT INTO part_two SELECT g, 2 FROM generate_series(1, 100) g;
CREATE TABLE bare (id int, k int) PARTITION BY LIST (k);
CREATE TABLE bare_one PARTITION OF bare FOR VALUES IN (1);
INSERT INTO bare SELECT g, 1 FROM generate_series(1, 100) g;
CREATE TABLE bare_two (id int, k int, CONSTRAINT bound CHECK (k IS NOT NULL AND k = 2));
INSERT INTO bare_two SELECT g, 2 FROM generate_series(1, 100) g;
CREATE TABLE ancestor (id int);
CREATE TABLE descendant () INHERITS (ancestor);
INSERT INTO descendant SELECT g FROM generate_series(1, 100) g;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION steady() RETURNS int STABLE LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION fickle() RETURNS int VOLATILE LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE TRIGGER noted BEFORE INSERT ON big FOR EACH ROW EXECUTE FUNCTION note();
CREATE TABLE computed (n int, twice int GENERATED ALWAYS AS (n * 2) STORED);
INSERT INTO computed SELECT g FROM generate_series(1, 100) g;
CREATE UNLOGGED TABLE loose AS SELECT 1 AS n;
CREATE SCHEMA app;
CREATE TABLE app."Odd ""t""" (n int);
INSERT INTO app."Odd ""t""" SELECT g FROM generate_series(1, 100) g;

-- Types that are stored alike, with and without an index.
CREATE DOMAIN short_text AS varchar(20);
CREATE DOMAIN long_text AS varchar(200);
CREATE DOMAIN required AS int NOT NULL;
CREATE DOMAIN five AS int DEFAULT 5;
CREATE DOMAIN late AS int;
CREATE TABLE typed_columns (
  number int, key int, words text, sorted text, same_sorted text COLLATE "C", moment timestamp, sorted_moment timestamp, fine timestamptz,
  clock time, whole interval, texts text[], late late, both_filled int, not_null_filled int, over_zero int, each_filled int, row_filled int, kept int,
  CONSTRAINT both_filled CHECK (both_filled IS NOT NULL AND both_filled > 0), CONSTRAINT not_null_filled CHECK (NOT (not_null_filled IS NULL)),
  CONSTRAINT over_zero CHECK (over_zero > 0), CONSTRAINT row_filled CHECK ((row_filled, number) IS NOT NULL),
  CONSTRAINT each_filled CHECK ((each_filled IS NOT NULL AND key > 0) OR (each_filled IS NOT NULL AND number > 0)),
  CONSTRAINT kept CHECK (kept IS NOT NULL) NO INHERIT
);
INSERT INTO typed_columns SELECT g, g, 'w', 's' || g, 's', now(), now(), now(), '10:00', '1 s', '{a}', g, g, g, g, g, g, g FROM generate_series(1, 100) g;
CREATE INDEX typed_columns_key ON typed_columns (key);
CREATE INDEX typed_columns_sorted ON typed_columns (sorted);
CREATE INDEX typed_columns_same ON typed_columns (same_sorted);
CREATE INDEX typed_columns_moment ON typed_columns (sorted_moment);
ALTER DOMAIN late ADD CONSTRAINT is_late CHECK (VALUE > 0) NOT VALID;
CREATE TYPE shape AS (x int, y varchar(10));
CREATE TABLE shapes OF shape;
INSERT INTO shapes SELECT g, 'y' FROM generate_series(1, 100) g;
-- Foreign keys, and partitions that lack what their parent has.
CREATE TABLE refers (id int, o int REFERENCES other (id));
INSERT INTO refers SELECT g, g FROM generate_series(1, 100) g;
CREATE TABLE with_key (id int, k int NOT NULL, o int REFERENCES other (id)) PARTITION BY LIST (k);
CREATE TABLE lacks_key (id int, k int NOT NULL, o int, CHECK (k = 2));
CREATE TABLE has_key (id int, k int NOT NULL, o int REFERENCES other (id), CHECK (k = 3));
CREATE TABLE with_index (id int, k int NOT NULL) PARTITION BY LIST (k);
CREATE INDEX with_index_id ON with_index (id);
CREATE TABLE lacks_index (id int, k int NOT NULL, CHECK (k = 2));
CREATE TABLE has_index (id int, k int NOT NULL, CHECK (k IN (3, 4)));
CREATE INDEX has_index_id ON has_index (id DESC);
CREATE TABLE with_rest (id int, k int NOT NULL) PARTITION BY LIST (k);
CREATE TABLE rest PARTITION OF with_rest (CHECK (k <> 9)) DEFAULT;
CREATE TABLE months (id int, d date NOT NULL) PARTITION BY RANGE (d);
CREATE TABLE february (id int, d date NOT NULL, CHECK (d >= '2024-02-01' AND d < DATE '2024-03-01'));
CREATE TABLE march (id int, d date NOT NULL, CHECK (d > '2020-02-01'));
INSERT INTO lacks_key SELECT g, 2, g FROM generate_series(1, 100) g;
INSERT INTO has_key SELECT g, 3, g FROM generate_series(1, 100) g;
INSERT INTO lacks_index SELECT g, 2 FROM generate_series(1, 100) g;
INSERT INTO has_index SELECT g, 3 FROM generate_series(1, 100) g;
INSERT INTO rest SELECT g, 7 FROM generate_series(1, 100) g;
INSERT INTO february SELECT g, '2024-02-05' FROM generate_series(1, 100) g;
INSERT INTO march SELECT g, '2024-03-05' FROM generate_series(1, 100) g;
CREATE TABLE referred (id int, k int, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
CREATE TABLE referred_one PARTITION OF referred FOR VALUES IN (1);
CREATE TABLE referred_two PARTITION OF referred FOR VALUES IN (2);
INSERT INTO referred SELECT g, 1 FROM generate_series(1, 100) g;
CREATE TABLE refers_parted (p int, k int, FOREIGN KEY (p, k) REFERENCES referred (id, k));
INSERT INTO refers_parted SELECT g, 1 FROM generate_series(1, 100) g;
CREATE TABLE will_refer (p int, k int);
INSERT INTO will_refer SELECT g, 1 FROM generate_series(1, 100) g;
-- What is dropped with other things.
CREATE VIEW seen AS SELECT id, o FROM refers;
CREATE VIEW seen_too AS SELECT id FROM seen;
CREATE TABLE hollow (n int);
CREATE VIEW seen_empty AS SELECT n FROM hollow;
CREATE SCHEMA old;
CREATE TABLE old.refers (n int REFERENCES other (id));
INSERT INTO old.refers SELECT g FROM generate_series(1, 100) g;
CREATE TABLE old.empty (n int);
CREATE FUNCTION note_too() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER noted_too BEFORE INSERT ON refers FOR EACH ROW EXECUTE FUNCTION note_too();
CREATE FUNCTION unused(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE POLICY own ON refers USING (true);
CREATE RULE quiet AS ON UPDATE TO refers DO ALSO NOTHING;
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE moods (m mood, id serial);
INSERT INTO moods SELECT 'a' FROM generate_series(1, 100);
CREATE SEQUENCE unused_ids;
CREATE EXTENSION citext;
ANALYZE;
