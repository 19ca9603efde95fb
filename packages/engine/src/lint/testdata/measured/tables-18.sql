CREATE TABLE virtual_columns (
  n int, twice int GENERATED ALWAYS AS (n * 2) VIRTUAL, word varchar(10) GENERATED ALWAYS AS ('a') VIRTUAL
);
INSERT INTO virtual_columns SELECT g FROM generate_series(1, 100) g;
CREATE TABLE checked_virtual (n int, twice int GENERATED ALWAYS AS (n * 2) VIRTUAL CHECK (twice > 0));
INSERT INTO checked_virtual SELECT g FROM generate_series(1, 100) g;
CREATE TABLE unforced (
  n int, CONSTRAINT unforced_fk FOREIGN KEY (n) REFERENCES other (id) NOT ENFORCED, CONSTRAINT forced_fk FOREIGN KEY (n) REFERENCES other (id),
  CONSTRAINT unforced_check CHECK (n > 0) NOT ENFORCED
);
INSERT INTO unforced SELECT g FROM generate_series(1, 100) g;
CREATE TABLE unforced_empty (n int, CONSTRAINT empty_fk FOREIGN KEY (n) REFERENCES other (id));
CREATE TABLE elder (id int CONSTRAINT elder_nn NOT NULL NO INHERIT);
CREATE TABLE younger () INHERITS (elder);
INSERT INTO younger SELECT g FROM generate_series(1, 100) g;
CREATE TABLE childless (id int CONSTRAINT childless_nn NOT NULL NO INHERIT);
INSERT INTO childless SELECT g FROM generate_series(1, 100) g;
