import { scanStatement } from '../../sql/statements/scan-statement';
import { classifyStatement } from '../../sql/statements/statement-kind';
import { nextToken, openTokens, upperWord } from '../../sql/statements/tokens';

/**
 * Whether a script has anything to do: BEGIN and COMMIT around nothing, semicolons and comments are nothing. What cannot
 * be read counts as something, since splitting it will say what is wrong. `offset` is where its head ends; of most
 * scripts only the first word is looked at.
 */
export function hasStatement(text: Buffer, offset: number): boolean {
  for (let at = offset; ; ) {
    if (!mayBeNothing(text, at)) return true;
    const scan = scanStatement(text, at);
    if (scan.problems.length > 0) return true;
    if (scan.kind === 'end') return false;
    if (scan.kind === 'statement' && !brackets.has(classifyStatement(text, scan.statement))) return true;
    at = scan.next;
  }
}

const brackets: ReadonlySet<string> = new Set(['begin', 'commit']);

/** By the first token alone: a first statement may be megabytes long. */
function mayBeNothing(text: Buffer, offset: number): boolean {
  const cursor = openTokens(text, offset);
  switch (nextToken(cursor)) {
    case 'word':
      return ['BEGIN', 'START', 'COMMIT', 'END'].includes(upperWord(cursor));
    case 'semicolon':
    case 'backslash':
    case 'end':
      return true;
    default:
      return false;
  }
}
