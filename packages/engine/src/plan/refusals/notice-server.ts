import type { History } from '../../history/history';
import type { Notice } from '../plan';

/** The newest major of PostgreSQL that the suites run on. */
export const newestTestedMajor = 18;

/** That nobody has tried this engine on the server's major yet. */
export function noticeNewServer({ serverMajor }: Pick<History, 'serverMajor'>): readonly Notice[] {
  if (serverMajor === undefined || serverMajor <= newestTestedMajor) return [];
  const message = `The server is PostgreSQL ${serverMajor}; the newest that this version was tested with is ${newestTestedMajor}. What is new in ${serverMajor} may not be known to it, such as a statement that locks or that cannot be in a transaction.`;
  return [{ severity: 'notice', message, ids: [] }];
}
