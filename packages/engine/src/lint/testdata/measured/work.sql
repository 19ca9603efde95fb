UPDATE other SET n = n
DELETE FROM other WHERE n = -1
UPDATE small SET n = n
UPDATE seen SET o = o WHERE o = -1
INSERT INTO will_refer TABLE referred
INSERT INTO will_refer SELECT * FROM referred
INSERT INTO will_refer VALUES (1, 2)
INSERT INTO will_refer SELECT 1, 2
CREATE TABLE fresh AS TABLE other
CREATE TABLE fresh AS TABLE other WITH NO DATA
CREATE TABLE fresh AS SELECT 1 FROM generate_series(1, 2) AS s, other AS o
CREATE UNLOGGED TABLE fresh AS WITH a AS (SELECT * FROM other) SELECT * FROM a
SELECT * INTO fresh FROM other
SELECT * INTO TEMP fresh FROM other
SELECT count(*) FROM other
SELECT count(*) FROM seen_too
SELECT count(*) FROM small
SELECT count(*) FROM pg_catalog.pg_class
SELECT 1
SELECT extract(year FROM now())
SELECT setval('unused_ids', (SELECT coalesce(max(id), 1) FROM other))
TABLE other
CREATE MATERIALIZED VIEW fresh AS SELECT * FROM other
CREATE MATERIALIZED VIEW fresh AS SELECT * FROM other WITH NO DATA
CREATE VIEW fresh AS SELECT * FROM other
REFRESH MATERIALIZED VIEW CONCURRENTLY big_view
COPY other TO '/dev/null'
COPY (SELECT * FROM other) TO '/dev/null'
ALTER TABLE big VALIDATE CONSTRAINT unvalidated
COMMENT ON TABLE other IS 'x'
CREATE TABLE fresh (LIKE other)
