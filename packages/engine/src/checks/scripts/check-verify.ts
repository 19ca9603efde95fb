import type { ParsedScript } from '../../migrations/migration';
import { splitStatements } from '../../sql/statements/split-statements';
import type { Statement } from '../../sql/statements/statement';
import { classifyStatement } from '../../sql/statements/statement-kind';
import { describeExcerpt } from '../../sql/text/describe-excerpt';
import { locateOffset } from '../../sql/text/positions';
import type { Finding } from '../finding';

/**
 * What in a verify.sql would leave a trace: it runs in a transaction that is always rolled back, so it must neither end
 * that transaction nor hold what cannot be in one. Pure.
 */
export function checkVerify({ script }: ParsedScript, id: string): readonly Finding[] {
  const { path, text } = script;
  if (!text) {
    const message = 'It is over 8 MB. A verify.sql is sent whole, in a transaction that is rolled back.';
    return [{ ...about, code: 'NOT_BUILT_YET', message, ids: [id], path, hint: 'Make it smaller.' }];
  }
  return splitStatements(text).statements.flatMap((statement) => {
    const reason = whyRefused(text, statement);
    if (reason === undefined) return [];
    const location = locateOffset(text, statement.start);
    const message = `${statement.words.slice(0, 3).join(' ')} ${reason}.`;
    const hint = 'Leave it out: the engine opens the transaction and rolls it back.';
    const excerpt = describeExcerpt(text, location);
    return [{ ...about, code: 'SQL_TRANSACTION_CONTROL', message, ids: [id], path, ...location, excerpt, hint }];
  });
}

const about = { severity: 'error', check: 'scripts' } as const;

function whyRefused(text: Buffer, statement: Statement): string | undefined {
  const kind = classifyStatement(text, statement);
  switch (kind) {
    case 'transactional':
    case 'enum-add-value':
      return undefined;
    case 'non-transactional':
      return 'cannot be in a transaction, and a verify.sql runs in one that is rolled back';
    case 'begin':
    case 'commit':
    case 'rollback':
    case 'prepare-transaction':
      return 'is not for a verify.sql, which runs in a transaction that is rolled back';
  }
}
