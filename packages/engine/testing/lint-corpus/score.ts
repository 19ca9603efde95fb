import type { RuleMeaning } from './concepts';
import type { Label } from './read-labels';
import type { ToolFinding } from './tools/tool-finding';

/** Where a line is: the number of its statement in the script. A line between two belongs to the later one. */
export type StatementAt = (id: string, script: 'up' | 'down', line: number) => number;

/** What a tool's findings are compared with. */
export interface ScoreRequest {
  readonly labels: readonly Label[];
  readonly findings: readonly ToolFinding[];
  /** What the tool's rules stand for. */
  readonly meanings: Readonly<Record<string, RuleMeaning>>;
  readonly statementAt: StatementAt;
}

/** How a tool did. */
export interface Score {
  /** Each fault once, however often it was found. */
  readonly found: readonly Label[];
  readonly missed: readonly Label[];
  readonly falseAlarms: readonly ToolFinding[];
  /** Notices that hit nothing. */
  readonly idleNotices: readonly ToolFinding[];
  /** Migrations that it could not read. */
  readonly unread: readonly string[];
}

/**
 * Compares what a tool says with the labels, by the rules at the head of `history-labels.txt`. Pure. Throws for a rule
 * whose meaning nobody has written down.
 */
export function score({ labels, findings, meanings, statementAt }: ScoreRequest): Score {
  const found = new Set<Label>();
  const idle: ToolFinding[] = [];
  const unread = new Set<string>();
  for (const finding of findings) {
    const meaning = meanings[finding.rule];
    if (meaning === undefined) throw new Error(`What does the rule ${finding.rule} stand for? ${finding.message}`);
    if (meaning === 'neutral') continue;
    if (meaning === 'cannot read') {
      unread.add(finding.id);
      continue;
    }
    const near = labels.filter((label) => isNear(label, finding, statementAt));
    const hits = near.filter(({ kind, concept }) => kind === 'fault' && meaning.includes(concept));
    for (const label of hits) found.add(label);
    if (hits.length === 0 && near.every(({ place }) => place === undefined)) idle.push(finding);
  }
  const faults = labels.filter(({ kind }) => kind === 'fault');
  return {
    found: faults.filter((label) => found.has(label)),
    missed: faults.filter((label) => !found.has(label)),
    falseAlarms: idle.filter(({ severity }) => severity !== 'notice'),
    idleNotices: idle.filter(({ severity }) => severity === 'notice'),
    unread: [...unread],
  };
}

function isNear({ id, place }: Label, finding: ToolFinding, statementAt: StatementAt): boolean {
  if (finding.id !== id) return false;
  if (place === undefined || finding.line === undefined) return true;
  if (finding.script !== place.script) return false;
  return statementAt(id, place.script, finding.line) === statementAt(id, place.script, place.line);
}
