import { type BlockingRule, withPartitions } from '../../rule';
import { parseAddedConstraint } from '../../statements/added-constraint';
import { eachAction } from '../../statements/each-action';

/** ADD EXCLUDE: there is no way to build its index first. */
export const addExclusion: BlockingRule = {
  name: 'add-exclusion',
  finds: '`ADD EXCLUDE` builds an index under `ACCESS EXCLUSIVE`; PostgreSQL has no other way to add one.',
  example: 'ALTER TABLE big ADD CONSTRAINT big_n_excl EXCLUDE USING btree (n WITH =)',
  safeExample: undefined,
  safeForm: 'Add it while the table is empty, or to a new table that takes the place of this one.',
  find: (statement) =>
    eachAction(statement, (action, table) =>
      parseAddedConstraint(action)?.kind === 'exclude'
        ? { lock: 'ACCESS EXCLUSIVE', effect: 'index-build', what: 'ADD EXCLUDE', target: withPartitions(table) }
        : undefined,
    ),
};
