import { type FileRule, liveScripts } from '../../review/file-rule';

/** ADD VALUE without a place. */
export const enumValueOrder: FileRule = {
  name: 'enum-value-order',
  group: 'compatibility',
  severity: 'warning',
  finds:
    '`ALTER TYPE … ADD VALUE` without `BEFORE` or `AFTER` puts the value last, whatever was added by then: two branches that are merged in another order make two orders, and `<` and `ORDER BY` go by it.',
  safeForm: 'Say BEFORE or AFTER which value it comes.',
  example: "ALTER TYPE mood ADD VALUE 'glad'",
  safeExample: "ALTER TYPE mood ADD VALUE 'glad' AFTER 'ok'",
  scripts: liveScripts,
  visit: {
    AlterEnumStmt: ({ oldVal, newVal, newValNeighbor }) =>
      oldVal !== undefined || newVal === undefined || newValNeighbor !== undefined
        ? []
        : [{ message: `ADD VALUE '${newVal}' puts it last, behind whatever is there by then` }],
  },
};
