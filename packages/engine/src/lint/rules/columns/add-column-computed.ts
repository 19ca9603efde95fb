import type { BlockingRule } from '../../rule';
import { eachAddedColumn } from '../../statements/each-action';

/** Types that are an integer with a sequence. */
export const serialTypes = new Set(['SMALLSERIAL', 'SERIAL2', 'SERIAL', 'SERIAL4', 'BIGSERIAL', 'SERIAL8']);

/** ADD COLUMN whose value is written into every row: stored generated, identity, serial. */
export const addColumnComputed: BlockingRule = {
  name: 'add-column-computed',
  finds:
    '`ADD COLUMN` as `GENERATED … STORED`, `GENERATED … AS IDENTITY` or `serial` computes a value for every row and writes the table anew.',
  example: 'ALTER TABLE big ADD COLUMN doubled int GENERATED ALWAYS AS (n * 2) STORED',
  safeExample: 'ALTER TABLE big ADD COLUMN doubled int',
  safeForm:
    'Add a plain column, keep it by a trigger or a default from a sequence, and fill the rows with a migration of --kind=backfill.',
  find: (statement) =>
    eachAddedColumn(statement, ({ name, type, generated }) =>
      generated === 'stored' || generated === 'identity' || serialTypes.has(type.toUpperCase())
        ? { lock: 'ACCESS EXCLUSIVE', effect: 'rewrite', what: `ADD COLUMN ${name} ${describe(type, generated)}` }
        : undefined,
    ),
};

function describe(type: string, generated: string | undefined): string {
  if (generated === 'identity') return `${type} AS IDENTITY`;
  return generated === 'stored' ? `${type} STORED` : type;
}
