import { type FileRule, type Found, liveScripts, type ReviewContext } from '../../review/file-rule';

/** What takes a script out of its one transaction, so that the rest stays when a part fails. */
export const transactionTakenApart: FileRule = {
  name: 'transaction-taken-apart',
  group: 'transactions',
  severity: 'warning',
  finds:
    'A statement that cannot run in a transaction beside others, a `BEGIN … COMMIT` that is not around the whole script, or an enum value that is used where it is added: the script goes in parts, and when one fails those before it stay. It is resumed at the part that failed, but until then the database is between two versions.',
  safeForm: 'Put it into a migration of its own.',
  example: 'ALTER TABLE big ADD COLUMN w int;\nCREATE INDEX CONCURRENTLY big_w ON big (w)',
  safeExample: 'CREATE INDEX CONCURRENTLY big_v ON big (v)',
  scripts: liveScripts,
  visitEach: (context) => (isFirst(context) ? findReason(context) : []),
};

function isFirst({ script, statement }: ReviewContext): boolean {
  return script.transactions.flat()[0] === statement;
}

function findReason({ script }: ReviewContext): readonly Found[] {
  const { reason, units } = script.parsed;
  if (reason === undefined || reason.kind === 'directive' || reason.kind === 'refused') return [];
  const { start } = reason.statement;
  switch (reason.kind) {
    case 'begin':
      return [
        { message: 'BEGIN … COMMIT is around a part of the script: the rest is not undone with it', offset: start },
      ];
    case 'statement':
      return units.some(({ kind }) => kind === 'transactional')
        ? [
            {
              message: 'it cannot run in a transaction: what the script does beside it stays when it fails',
              offset: start,
            },
          ]
        : [];
    case 'enum-value': {
      const uses = units.slice(1).flatMap(({ statements }) => statements);
      const offset = uses.at(-1)?.start ?? start;
      return [
        {
          message:
            'it uses a value of an enum which the script adds: the addition is committed first, and stays when this fails',
          offset,
        },
      ];
    }
  }
}
