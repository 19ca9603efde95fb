import { type BlockingRule, tableTarget } from '../../rule';
import { readNameAt } from '../../statements/names';
import { findWords, hasWords } from '../../statements/tokens';

/** Constraints of a domain that are checked in every table which uses it. */
export const domainConstraint: BlockingRule = {
  name: 'domain-constraint',
  finds:
    '`ALTER DOMAIN … ADD CHECK`, `VALIDATE CONSTRAINT` and `SET NOT NULL` read every table with a column of the domain under `SHARE`: no row can be written meanwhile.',
  example: 'ALTER DOMAIN positive ADD CHECK (VALUE > 0)',
  safeExample: 'ALTER DOMAIN positive ADD CHECK (VALUE > 0) NOT VALID',
  safeForm:
    'Add the check NOT VALID, which holds for what is written from then on; for the rows that are there, ADD CHECK NOT VALID to each table and VALIDATE it there.',
  find: ({ tokens }) => {
    const domain = hasWords(tokens, 0, 'ALTER', 'DOMAIN') ? readNameAt(tokens, 2) : undefined;
    if (!domain) return [];
    const adds = hasWords(tokens, domain.next, 'ADD') && findWords(tokens, ['NOT', 'VALID'], domain.next) < 0;
    const sets = hasWords(tokens, domain.next, 'SET', 'NOT', 'NULL');
    const validates = hasWords(tokens, domain.next, 'VALIDATE', 'CONSTRAINT');
    if (!adds && !sets && !validates) return [];
    const target = tableTarget(domain.name, { kind: 'domain' });
    const doing = sets ? 'SET NOT NULL' : adds ? 'ADD' : 'VALIDATE CONSTRAINT';
    return [{ target, lock: 'SHARE', effect: 'scan', what: `ALTER DOMAIN ${doing}` }];
  },
};
