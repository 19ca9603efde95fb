import type { SchemaChange } from './schema-changes';

/** A kind of object as SQL names it, by the one of it in `testdata/base.sql`, and the statements that any of its kind takes. */
interface ObjectKind {
  /** As `COMMENT ON` names it. */
  readonly object: string;
  /** Takes `ALTER … OWNER TO`, `RENAME TO`, `SET SCHEMA`, `DEPENDS ON EXTENSION`; letters o, r, s, x. */
  readonly alter: string;
  /** What comes between GRANT and TO. */
  readonly grant?: string;
}

/** Every kind of object that a statement can make in a database. */
export const objectKinds: readonly ObjectKind[] = [
  { object: 'ACCESS METHOD am', alter: '' },
  { object: 'AGGREGATE agg(int)', alter: 'ors', grant: 'EXECUTE ON FUNCTION agg(int)' },
  { object: 'CAST (comp AS json)', alter: '' },
  { object: 'COLLATION coll', alter: 'ors' },
  { object: 'COLUMN t.a', alter: '', grant: 'UPDATE (a) ON t' },
  { object: 'COLUMN v.a', alter: '', grant: 'SELECT (a) ON v' },
  { object: 'COLUMN comp.x', alter: '' },
  { object: 'CONSTRAINT tfk ON t', alter: '' },
  { object: 'CONSTRAINT dom_check ON DOMAIN dom', alter: '' },
  { object: 'CONVERSION conv', alter: 'ors' },
  { object: 'DOMAIN dom', alter: 'ors', grant: 'USAGE ON DOMAIN dom' },
  { object: 'EVENT TRIGGER et', alter: 'or' },
  { object: 'EXTENSION pg_trgm', alter: 's' },
  { object: 'FOREIGN DATA WRAPPER fdw', alter: 'or', grant: 'USAGE ON FOREIGN DATA WRAPPER fdw' },
  { object: 'FOREIGN TABLE ft', alter: 'ors', grant: 'SELECT ON ft' },
  { object: 'FUNCTION fx(int)', alter: 'orsx', grant: 'EXECUTE ON FUNCTION fx(int)' },
  { object: 'INDEX mvi', alter: 'rx' },
  { object: 'LANGUAGE pl', alter: 'or' },
  { object: 'MATERIALIZED VIEW mv', alter: 'orsx', grant: 'SELECT ON mv' },
  { object: 'OPERATOR === (int, int)', alter: 'os' },
  { object: 'OPERATOR CLASS opc USING btree', alter: 'ors' },
  { object: 'OPERATOR FAMILY opf USING gist', alter: 'ors' },
  { object: 'POLICY pol ON t', alter: 'r' },
  { object: 'PROCEDURE pr()', alter: 'orsx', grant: 'EXECUTE ON PROCEDURE pr()' },
  { object: 'PUBLICATION pub', alter: 'or' },
  { object: 'RULE rl ON p', alter: 'r' },
  { object: 'SCHEMA other', alter: 'or', grant: 'USAGE ON SCHEMA other' },
  { object: 'SEQUENCE sq', alter: 'ors', grant: 'USAGE ON SEQUENCE sq' },
  { object: 'SERVER srv', alter: 'or', grant: 'USAGE ON FOREIGN SERVER srv' },
  { object: 'STATISTICS st', alter: 'ors' },
  { object: 'SUBSCRIPTION su', alter: 'or' },
  { object: 'TABLE child', alter: 'ors', grant: 'SELECT ON child' },
  { object: 'TEXT SEARCH CONFIGURATION tsc', alter: 'ors' },
  { object: 'TEXT SEARCH DICTIONARY tsd', alter: 'ors' },
  { object: 'TEXT SEARCH PARSER tspar', alter: 'rs' },
  { object: 'TEXT SEARCH TEMPLATE tstem', alter: 'rs' },
  { object: 'TRANSFORM FOR bigint LANGUAGE sql', alter: '' },
  { object: 'TRIGGER tr ON t', alter: 'rx' },
  { object: 'TYPE bty', alter: 'ors', grant: 'USAGE ON TYPE bty' },
  { object: 'TYPE comp', alter: 'ors', grant: 'USAGE ON TYPE comp' },
  { object: 'TYPE e', alter: 'ors', grant: 'USAGE ON TYPE e' },
  { object: 'TYPE rng', alter: 'ors', grant: 'USAGE ON TYPE rng' },
  { object: 'VIEW v', alter: 'ors', grant: 'SELECT ON v' },
];

/** A statement that many kinds of objects take. */
export type ChangeForm = 'comment' | 'owner' | 'name' | 'schema' | 'extension' | 'grant';

/** That statement for every kind that takes it. The roles drift_r and drift_super are there. */
export function changesOfForm(form: ChangeForm): readonly SchemaChange[] {
  return objectKinds.flatMap((kind) => {
    const sql = changeOf(kind, form);
    return sql === undefined ? [] : [{ name: `${form} of ${kind.object}`, sql, majors: { first: 0, last: 99 } }];
  });
}

function changeOf({ object, alter, grant }: ObjectKind, form: ChangeForm): string | undefined {
  const altered = (letter: string, action: string) =>
    alter.includes(letter) ? `ALTER ${object} ${action};` : undefined;
  switch (form) {
    case 'comment':
      return `COMMENT ON ${object} IS 'told';`;
    case 'owner':
      return altered('o', 'OWNER TO drift_super');
    case 'name':
      return altered('r', 'RENAME TO renamed');
    case 'schema':
      return altered('s', 'SET SCHEMA other');
    case 'extension':
      return altered('x', 'DEPENDS ON EXTENSION postgres_fdw');
    case 'grant':
      return grant === undefined ? undefined : `GRANT ${grant} TO drift_r;`;
  }
}
