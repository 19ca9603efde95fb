import { describeStatement } from '../../sql/statements/describe-statement';
import type { SqlProblem, Statement } from '../../sql/statements/statement';
import type { ParsedScript } from '../migration';

/**
 * What keeps a parsed script from being a hook: it must be statements of one transaction that others begin and end, and
 * that are sent in one message. Pure.
 */
export function refuseContent(parsed: ParsedScript): readonly SqlProblem[] {
  const { script, statements, problems } = parsed;
  if (script.text === undefined) return [problem(0, 'A hook over 8 MB cannot be a part of each message')];
  if (problems.length > 0) return problems;
  if (statements.length === 0) return [problem(0, 'It has no statement')];
  const copy = statements.find(({ copyData }) => copyData);
  if (copy) return [problem(copy.start, 'COPY … FROM stdin cannot be in a hook: write INSERT')];
  const outside = findOutside(parsed);
  return outside ? [problem(...outside)] : [];
}

/** What would end, or begin, the transaction that a hook is in. */
function findOutside({
  script: { text },
  mode,
  reason,
  transaction,
  isolation,
  statements,
}: ParsedScript): readonly [offset: number, message: string] | undefined {
  const words = (statement: Statement) => (text ? describeStatement(text, statement) : 'a statement');
  if (reason?.kind === 'statement') {
    const { statement } = reason;
    return [statement.start, `${words(statement)} cannot be in a transaction, and a hook is in one`];
  }
  if (reason?.kind === 'enum-value') {
    const { statement } = reason;
    return [statement.start, `${words(statement)} adds a value that the hook uses, which takes two transactions`];
  }
  if (mode === 'statements' || transaction === 'written') {
    return [reason?.kind === 'begin' ? reason.statement.start : 0, 'BEGIN and COMMIT of a hook are ours'];
  }
  return isolation === 'READ COMMITTED'
    ? undefined
    : [statements[0]?.start ?? 0, `A hook runs at the isolation of its script, and asks for ${isolation}`];
}

function problem(offset: number, message: string): SqlProblem {
  return { code: 'HOOK_INVALID', message, offset };
}
