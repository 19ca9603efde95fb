import { assertNever } from '../../errors';
import type { ModeReason, ParsedScript } from '../../migrations/migration';
import { describeStatement } from '../../sql/statements/describe-statement';
import { dependsOnServer } from '../../sql/statements/may-run-alone';
import type { Statement } from '../../sql/statements/statement';
import { locateOffset } from '../../sql/text/positions';

/**
 * How a script runs when that is not simply one transaction, and which statement decides it, for a person who reads a
 * plan or a status; undefined for most.
 */
export function describeMode(parsed: ParsedScript): string | undefined {
  switch (parsed.mode) {
    case 'transactional': {
      const asked = parsed.transaction === 'ours' ? parsed.statements.find(dependsOnServer) : undefined;
      return asked && `in one transaction, unless the server refuses that to ${name(parsed, asked)}`;
    }
    case 'batches':
      return 'in batches, in one transaction';
    case 'statements':
      return describeParts(parsed, parsed.reason ?? { kind: 'directive' });
    case 'empty':
      return 'without a statement';
    default:
      return assertNever(parsed.mode);
  }
}

function describeParts(parsed: ParsedScript, reason: ModeReason): string {
  const { length } = parsed.units;
  const statements = `${length} statement${length === 1 ? '' : 's'}`;
  switch (reason.kind) {
    case 'directive':
      return `outside a transaction by its directive, ${statements}`;
    case 'statement':
      return `outside a transaction for ${name(parsed, reason.statement)}, ${statements}`;
    case 'begin':
      return `in ${length} part${length === 1 ? '' : 's'} for ${name(parsed, reason.statement)}, which is not around the whole script`;
    case 'enum-value':
      return `in ${length} transactions, since the script uses the value of ${name(parsed, reason.statement)}`;
    case 'refused':
      return `outside a transaction, which the server refused, ${statements}`;
    default:
      return assertNever(reason);
  }
}

/** A statement by its first words and its line. */
function name({ script: { text } }: ParsedScript, statement: Statement): string {
  if (!text) return 'a statement';
  return `${describeStatement(text, statement)} (line ${locateOffset(text, statement.start).line})`;
}
