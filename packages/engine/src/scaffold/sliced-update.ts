import { quoteIdentifier, quoteLiteral } from '../sql/names/quote';

/** An update of a whole table; strings but `name` are SQL. */
export interface SlicedUpdate {
  /** Of the function and the work table, which are there while the update runs. */
  readonly name: string;
  readonly table: string;
  readonly set: string;
  /** The rows that are to be written: once they are, it must not hold of them any more. */
  readonly where: string;
  /** Of those, which are worth writing a second time, if they were moved: all unless set. */
  readonly again?: string;
  readonly slices: number;
}

/**
 * The script that updates a table slice by slice, each in a transaction of its own. The bounds of the slices are pages
 * of the table as it is at the beginning, kept in a work table: what the updates themselves, or others meanwhile, write
 * behind the end of the table makes no slice larger. Rows that others moved out of a slice before its turn are then
 * taken in shares of the same size. Each call says how many rows it had and records that with them, so that a run which
 * is stopped, by whatever, goes on where it was. Pages are read in their order (a TID range scan, PostgreSQL 14) and
 * need neither key nor index; children and partitions go along. Nothing in it needs more than CREATE on the schema.
 */
export function describeSlicedUpdate(update: SlicedUpdate): string {
  const { slices } = update;
  const name = quoteIdentifier(update.name);
  return `BEGIN;

-- The slices, fixed once: pages of the table, and shares of what others move meanwhile.
CREATE TABLE IF NOT EXISTS ${name} (
  slice int PRIMARY KEY,
  first_page bigint,
  end_page bigint,
  rows_written bigint
);

INSERT INTO ${name} (slice, first_page, end_page)
WITH RECURSIVE part AS (
  SELECT ${quoteLiteral(update.table)}::regclass::oid AS oid
  UNION ALL
  SELECT i.inhrelid FROM pg_inherits AS i JOIN part ON i.inhparent = part.oid
), size AS (
  SELECT max(pg_relation_size(oid)) / current_setting('block_size')::bigint AS pages FROM part
)
SELECT slice, pages * (slice - 1) / ${slices}, pages * slice / ${slices}
  FROM size CROSS JOIN generate_series(1, ${slices}) AS slice
UNION ALL
SELECT slice, NULL, NULL FROM generate_series(${slices + 1}, ${slices * 2 + 1}) AS slice
ON CONFLICT (slice) DO NOTHING;

${describeFunction(update, name)}

REVOKE ALL ON FUNCTION ${name}(int) FROM PUBLIC;

COMMIT;

${calls(name, 1, slices)}

-- Shares of the rows that others moved before their turn: mostly none. The last one takes whatever is left.
${calls(name, slices + 1, slices * 2 + 1)}

BEGIN;
DROP FUNCTION ${name}(int);
DROP TABLE ${name};
COMMIT;`;
}

/** Names of columns may be anything, so columns win over the variables, which have names that no column has. */
function describeFunction({ table, set, where, again, slices }: SlicedUpdate, name: string): string {
  const left = again === undefined ? where : `${where} AND ${again}`;
  const tag = dollarTag(`${table} ${set} ${left}`);
  return `CREATE OR REPLACE FUNCTION ${name}(_slice int) RETURNS bigint LANGUAGE plpgsql AS ${tag}
#variable_conflict use_column
DECLARE
  _this ${name};
  _share bigint;
  _before bigint;
  _written bigint := 0;
BEGIN
  SELECT * INTO STRICT _this FROM ${name} AS w WHERE w.slice = _slice FOR UPDATE;
  IF _this.rows_written IS NOT NULL THEN
    RAISE NOTICE 'slice % of ${slices}: % rows, in an earlier run', _slice, _this.rows_written;
    RETURN _this.rows_written;
  END IF;
  IF _this.end_page IS NOT NULL THEN
    UPDATE ${table} SET ${set}
     WHERE ${where}
       AND ctid >= format('(%s,0)', _this.first_page)::tid
       AND ctid < format('(%s,0)', _this.end_page)::tid;
    GET DIAGNOSTICS _written = ROW_COUNT;
    RAISE NOTICE 'slice % of ${slices}: % rows', _slice, _written;
  ELSE
    SELECT greatest(1000, ceil(avg(w.rows_written))) INTO _share FROM ${name} AS w WHERE w.slice <= ${slices};
    SELECT w.rows_written INTO _before FROM ${name} AS w WHERE w.slice = _slice - 1 AND w.end_page IS NULL;
    -- The share before was not full: nothing is left.
    IF _before IS NULL OR _before >= _share THEN
      UPDATE ${table} SET ${set}
       WHERE ${where}
         AND ctid = ANY (ARRAY(
           SELECT ctid FROM ${table}
            WHERE ${left}
            LIMIT CASE WHEN _slice <= ${slices * 2} THEN _share END
         ));
      GET DIAGNOSTICS _written = ROW_COUNT;
      RAISE NOTICE 'moved meanwhile: % rows', _written;
    END IF;
  END IF;
  UPDATE ${name} AS w SET rows_written = _written WHERE w.slice = _slice;
  RETURN _written;
END
${tag};`;
}

function calls(name: string, first: number, last: number): string {
  return Array.from({ length: last - first + 1 }, (_, index) => `SELECT ${name}(${first + index});`).join('\n');
}

/** A dollar quote that ends nowhere in the body. */
function dollarTag(body: string): string {
  let tag = '$slice$';
  for (let number = 1; body.includes(tag); number++) tag = `$slice${number}$`;
  return tag;
}
