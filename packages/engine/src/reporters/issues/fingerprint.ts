import { createHash } from 'node:crypto';
import type { Issue } from './issue';

/**
 * What names each issue from one commit to the next, in the order of the list; each once. It is made from the rule, the kind
 * of script and the text of the line (its blanks aside), or where none is shown from the message: not from the number of
 * the line, which moves, nor from the migration's folder, which gets another name when it is given a later version. What is
 * alike in all of that is told apart by counting.
 */
export function fingerprintIssues(issues: readonly Issue[], project: string): readonly string[] {
  const seen = new Map<string, number>();
  return issues.map((issue) => {
    const name = nameOf(issue);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return hash([project, name, String(count)]);
  });
}

function nameOf({ rule, path, excerpt, message }: Issue): string {
  const file = path?.slice(path.lastIndexOf('/') + 1) ?? '';
  const text = sourceLine(excerpt) ?? message.split('\n')[0]?.replace(/\d+:\d+/g, '') ?? '';
  return hash([rule, file, text.replace(/\s+/g, ' ').trim()]);
}

/** The script's own line of an excerpt, whose first line begins with its number; undefined where there is none. */
export function sourceLine(excerpt: string | undefined): string | undefined {
  return /^\d+ \| (.*)/.exec(excerpt ?? '')?.[1];
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
}
