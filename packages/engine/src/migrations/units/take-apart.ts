import type { ParsedScript } from '../migration';

/**
 * A script that was to be one transaction of ours, statement by statement: how it runs once the server refused one of
 * its statements a transaction. Undefined for any other, also for one that wrote its BEGIN and COMMIT itself.
 */
export function takeApart(parsed: ParsedScript): ParsedScript | undefined {
  const { mode, transaction, statements, isolation } = parsed;
  if (mode !== 'transactional' || transaction === 'written') return undefined;
  return {
    ...parsed,
    mode: 'statements',
    reason: { kind: 'refused' },
    units: statements.map((statement) => ({
      kind: 'transactional',
      statements: [statement],
      isolation,
      transaction: 'ours',
    })),
    message: '',
  };
}
