import { grammarMajor } from '../syntax/grammar';
import type { StatementSyntax } from '../syntax/parse-statements';
import type { Found } from './file-rule';
import type { Review } from './review';

/** What is said of a statement that the grammar does not know: where no shadow tells, and every server is as old as it, that is an error. */
export function describeUnknown(
  { message, offset }: NonNullable<StatementSyntax['problem']>,
  { majors: { newest }, judges }: Pick<Review, 'majors' | 'judges'>,
): Found {
  if (judges === 'files' && newest <= grammarMajor)
    return { message: `PostgreSQL ${newest} refuses it: ${message}`, offset, severity: 'error' };
  return {
    message: `the grammar of PostgreSQL ${grammarMajor} does not know it (${message}): only rules that read words judged it`,
    offset,
  };
}
