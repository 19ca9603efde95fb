import { type BlockingRule, tableTarget } from '../../rule';
import { readNameAt } from '../../statements/names';
import { findWords, hasWords } from '../../statements/tokens';

/** REFRESH MATERIALIZED VIEW without CONCURRENTLY. */
export const refreshMaterializedView: BlockingRule = {
  name: 'refresh-materialized-view',
  finds: '`REFRESH MATERIALIZED VIEW` computes the view under `ACCESS EXCLUSIVE`: nobody can read it meanwhile.',
  example: 'REFRESH MATERIALIZED VIEW big_view',
  safeExample: 'REFRESH MATERIALIZED VIEW CONCURRENTLY big_view',
  safeForm: 'Write REFRESH MATERIALIZED VIEW CONCURRENTLY; the view needs a unique index for it.',
  find: ({ tokens }) => {
    if (!hasWords(tokens, 0, 'REFRESH', 'MATERIALIZED', 'VIEW') || tokens[3]?.word === 'CONCURRENTLY') return [];
    const view = readNameAt(tokens, 3);
    const isEmptied = findWords(tokens, ['WITH', 'NO', 'DATA']) > 0;
    if (!view || isEmptied) return [];
    const what = 'REFRESH MATERIALIZED VIEW';
    return [{ target: tableTarget(view.name), lock: 'ACCESS EXCLUSIVE', effect: 'rewrite', what }];
  },
};
