import { type BlockingRule, tableTarget } from '../../rule';
import { readNameAt } from '../../statements/names';
import { hasWords, splitAtCommas } from '../../statements/tokens';
import { readTypeChange } from '../../statements/type-change';

/** ALTER TYPE … ALTER ATTRIBUTE … TYPE … CASCADE, which goes on to the tables OF the type. */
export const changeAttributeType: BlockingRule = {
  name: 'change-attribute-type',
  finds:
    '`ALTER TYPE … ALTER ATTRIBUTE … TYPE … CASCADE` does to each table `OF` the type what `ALTER COLUMN … TYPE` does, as a rule a rewrite under `ACCESS EXCLUSIVE`.',
  example: 'ALTER TYPE shape ALTER ATTRIBUTE x TYPE bigint CASCADE',
  safeExample: 'ALTER TYPE shape ADD ATTRIBUTE x_new bigint CASCADE',
  safeForm:
    'Add an attribute of the new type, write both from the application, fill the rows with a migration of --kind=backfill, and drop the old one later.',
  find: ({ tokens }) => {
    const type = hasWords(tokens, 0, 'ALTER', 'TYPE') ? readNameAt(tokens, 2) : undefined;
    if (!type || !hasWords(tokens, type.next, 'ALTER', 'ATTRIBUTE')) return [];
    const target = tableTarget(type.name, { kind: 'typed' });
    return splitAtCommas(tokens.slice(type.next)).flatMap((action) => {
      const change = readTypeChange(action, 'ATTRIBUTE');
      if (!change) return [];
      const { column, type, collation } = change;
      return {
        target,
        lock: 'ACCESS EXCLUSIVE',
        effect: 'rewrite',
        what: `ALTER ATTRIBUTE ${column} TYPE ${type}`,
        unless: [{ kind: 'same-storage', column, type, collation }],
      };
    });
  },
};
