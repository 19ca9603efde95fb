-- 14
ALTER TABLE typed_columns ALTER words TYPE citext
ALTER TABLE typed_columns ALTER sorted TYPE citext
ALTER TABLE typed_columns ALTER sorted TYPE varchar
ALTER TABLE typed_columns ALTER sorted TYPE text
ALTER TABLE typed_columns ALTER sorted TYPE email
ALTER TABLE typed_columns ALTER number TYPE oid
ALTER TABLE typed_columns ALTER key TYPE oid
ALTER TABLE typed_columns ALTER key TYPE positive
ALTER TABLE typed_columns ALTER key TYPE checked
ALTER TABLE typed_columns ALTER number TYPE required
ALTER TABLE typed_columns ALTER words TYPE short_text
ALTER TABLE typed_columns ALTER words TYPE text COLLATE "C"
ALTER TABLE typed_columns ALTER sorted TYPE text COLLATE "C"
ALTER TABLE typed_columns ALTER same_sorted TYPE text COLLATE "C"
ALTER TABLE typed_columns ALTER same_sorted TYPE text
ALTER TABLE typed_columns ALTER texts TYPE varchar[]
ALTER TABLE typed_columns ALTER both_filled TYPE int
ALTER TABLE big ALTER indexed TYPE citext
ALTER TABLE big ALTER short TYPE long_text
ALTER TABLE big ALTER short TYPE short_text
ALTER TABLE big ALTER short TYPE email
ALTER TABLE big ALTER mail TYPE varchar
ALTER TABLE big ALTER mail TYPE varchar(20)
ALTER TABLE big ALTER tags TYPE varchar(20)[]
ALTER TABLE big ALTER tags TYPE varchar(10)[]
ALTER TABLE big ALTER tags TYPE varchar[]
ALTER TABLE big ALTER leaned TYPE varchar(50)
ALTER TABLE big ALTER partly TYPE varchar(50)
ALTER TABLE big ALTER fixed TYPE char(4)
ALTER TABLE big ALTER price TYPE numeric(8,2)
ALTER TABLE typed_columns ALTER moment TYPE timestamptz
ALTER TABLE typed_columns ALTER moment TYPE timestamp(6)
ALTER TABLE typed_columns ALTER moment TYPE timestamp(3)
ALTER TABLE typed_columns ALTER clock TYPE time(6)
ALTER TABLE typed_columns ALTER whole TYPE interval(6)
ALTER TABLE typed_columns ALTER whole TYPE interval(3)
ALTER TABLE typed_columns ALTER whole TYPE interval day to second
ALTER TABLE typed_columns ALTER whole TYPE interval year to month
ALTER TABLE typed_columns ALTER whole TYPE interval second(6)
ALTER TABLE big ALTER span TYPE interval(4)
SET LOCAL timezone TO 'UTC'; ALTER TABLE typed_columns ALTER moment TYPE timestamptz
SET LOCAL TIME ZONE 'Etc/UTC'; ALTER TABLE typed_columns ALTER moment TYPE timestamptz
SET LOCAL TIME ZONE 0; ALTER TABLE typed_columns ALTER moment TYPE timestamptz
SET LOCAL timezone TO 'Africa/Abidjan'; ALTER TABLE typed_columns ALTER moment TYPE timestamptz
SET LOCAL timezone TO 'UTC'; SET LOCAL timezone TO DEFAULT; ALTER TABLE typed_columns ALTER moment TYPE timestamptz
SET LOCAL timezone TO 'UTC'; ALTER TABLE typed_columns ALTER sorted_moment TYPE timestamptz
SET LOCAL timezone TO 'UTC'; ALTER TABLE typed_columns ALTER fine TYPE timestamp
SET LOCAL timezone TO 'UTC'; ALTER TABLE typed_columns ALTER moment TYPE timestamptz(3)
SET LOCAL timezone TO 'UTC'; ALTER TABLE typed_columns ALTER moment TYPE timestamptz USING moment AT TIME ZONE 'UTC'
SET LOCAL timezone TO 'UTC'; ALTER TABLE typed_columns ALTER moment TYPE date
ALTER TABLE typed_columns ALTER both_filled SET NOT NULL
ALTER TABLE typed_columns ALTER not_null_filled SET NOT NULL
ALTER TABLE typed_columns ALTER over_zero SET NOT NULL
ALTER TABLE typed_columns ALTER each_filled SET NOT NULL
ALTER TABLE typed_columns ALTER row_filled SET NOT NULL
ALTER TABLE typed_columns ALTER kept SET NOT NULL
ALTER TABLE old.refers ALTER n TYPE positive
ALTER TABLE big ADD COLUMN a text DEFAULT NULL NOT NULL
ALTER TABLE big ADD COLUMN a positive NOT NULL
ALTER TABLE big ADD COLUMN a varchar(5) CONSTRAINT filled NOT NULL
ALTER TABLE big ADD COLUMN a text NULL
ALTER TABLE big ADD COLUMN a int PRIMARY KEY
ALTER TYPE shape ALTER ATTRIBUTE y TYPE varchar(20) CASCADE
ALTER TYPE shape ALTER ATTRIBUTE y TYPE varchar(5) CASCADE
ALTER TYPE shape ALTER ATTRIBUTE y TYPE text CASCADE, ALTER ATTRIBUTE x TYPE int CASCADE
ALTER TYPE shape DROP ATTRIBUTE y CASCADE
ALTER TYPE shape RENAME ATTRIBUTE y TO z CASCADE
ALTER TABLE big ADD COLUMN a five NOT NULL
ALTER TABLE small ADD COLUMN a text NOT NULL
ALTER TABLE big ADD COLUMN IF NOT EXISTS n int NOT NULL
ALTER TABLE will_refer ADD FOREIGN KEY (p, k) REFERENCES referred (id, k)
ALTER TABLE will_refer ADD FOREIGN KEY (p, k) REFERENCES referred (id, k) NOT VALID
ALTER TABLE with_key ATTACH PARTITION lacks_key FOR VALUES IN (2)
ALTER TABLE with_key ATTACH PARTITION has_key FOR VALUES IN (3)
ALTER TABLE with_index ATTACH PARTITION lacks_index FOR VALUES IN (2)
ALTER TABLE with_index ATTACH PARTITION has_index FOR VALUES IN (3, 4)
ALTER TABLE with_index ATTACH PARTITION has_index FOR VALUES IN (3, 4, 5)
ALTER TABLE with_rest ATTACH PARTITION lacks_index FOR VALUES IN (2)
CREATE TABLE rest_nine PARTITION OF with_rest FOR VALUES IN (9)
CREATE TABLE rest_ten PARTITION OF with_rest FOR VALUES IN (10)
ALTER TABLE months ATTACH PARTITION february FOR VALUES FROM ('2024-02-01') TO ('2024-03-01')
ALTER TABLE months ATTACH PARTITION february FOR VALUES FROM (MINVALUE) TO ('2024-03-01')
ALTER TABLE months ATTACH PARTITION march FOR VALUES FROM ('2024-03-01') TO ('2024-04-01')
ALTER TABLE february ADD CHECK (d >= '2024-02-01'); ALTER TABLE months ATTACH PARTITION february FOR VALUES FROM ('2024-02-01') TO (MAXVALUE)
ALTER TABLE bare ATTACH PARTITION bare_two FOR VALUES IN (2, 3)
ALTER TABLE parted DETACH PARTITION part_one
CREATE TABLE referred_nine PARTITION OF referred FOR VALUES IN (9)
ALTER DOMAIN late VALIDATE CONSTRAINT is_late
ALTER DOMAIN late ADD CHECK (VALUE > 0) NOT VALID
-- 17
ALTER DOMAIN late ADD CONSTRAINT late_nn NOT NULL
-- 18
ALTER TABLE big ADD COLUMN a int GENERATED ALWAYS AS (n * 2) VIRTUAL
ALTER TABLE big ADD COLUMN a int GENERATED ALWAYS AS (n + 1) NOT NULL
ALTER TABLE big ADD COLUMN a int GENERATED ALWAYS AS (n + 1) CHECK (a > 0)
ALTER TABLE big ADD COLUMN a int CHECK (a > 0) NOT ENFORCED
ALTER TABLE big ADD COLUMN a int CONSTRAINT q CHECK (a > 0) NOT ENFORCED CHECK (a < 9)
ALTER TABLE big ADD COLUMN a int REFERENCES other (id) NOT ENFORCED
ALTER TABLE big ADD COLUMN a int DEFAULT 1 REFERENCES other (id) NOT ENFORCED
ALTER TABLE big ADD COLUMN a int DEFAULT 1 CHECK (a > 0) NOT ENFORCED REFERENCES other (id)
ALTER TABLE big ADD CONSTRAINT nn NOT NULL n
ALTER TABLE big ADD CONSTRAINT nn NOT NULL n NOT VALID
ALTER TABLE computed ALTER twice DROP EXPRESSION
ALTER TABLE virtual_columns ALTER twice TYPE bigint
ALTER TABLE virtual_columns ALTER word TYPE text
ALTER TABLE virtual_columns ALTER twice SET EXPRESSION AS (n * 3)
ALTER TABLE virtual_columns ALTER twice SET NOT NULL
ALTER TABLE virtual_columns ADD CONSTRAINT nn NOT NULL twice NOT VALID
ALTER TABLE checked_virtual ALTER twice TYPE bigint
ALTER TABLE unforced ALTER CONSTRAINT unforced_fk ENFORCED
ALTER TABLE unforced ALTER CONSTRAINT forced_fk ENFORCED
ALTER TABLE unforced ALTER CONSTRAINT forced_fk NOT ENFORCED
ALTER TABLE refers ALTER CONSTRAINT refers_o_fkey DEFERRABLE
ALTER TABLE elder ALTER CONSTRAINT elder_nn INHERIT
ALTER TABLE childless ALTER CONSTRAINT childless_nn INHERIT
-- 19
ALTER TABLE unforced ALTER CONSTRAINT unforced_check ENFORCED
ALTER TABLE checked_virtual ALTER twice SET EXPRESSION AS (n * 3)
REPACK big
REPACK (CONCURRENTLY off, VERBOSE) big
REPACK big USING INDEX big_v
REPACK small
REPACK big_view
