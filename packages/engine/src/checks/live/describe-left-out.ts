import type { SchemaDifference } from '../../schema';
import { type Finding, findingOf } from '../finding';
import type { Divided } from './left-out';

/** What was not compared, as notices: nothing is left out without a word. Pure. */
export function describeLeftOut({
  ignored,
  ofSetup,
  tools,
}: Pick<Divided, 'ignored' | 'ofSetup' | 'tools'>): readonly Finding[] {
  const about = { severity: 'notice', check: 'schema', code: 'NOT_COMPARED' } as const;
  const findings: Finding[] = [];
  if (tools.length > 0) {
    const names = tools.map(({ kind, id, tool }) => `${kind} ${id} (${tool})`).join(', ');
    const message = `Left out, as the history of another migration tool: ${names}.`;
    const hint = 'Drop it once that tool is not used any more.';
    findings.push(findingOf({ ...about, message, ids: tools.map(({ id }) => id), hint }));
  }
  const told = [
    { why: 'by `drift.ignore` of the config', differences: ignored },
    { why: 'since `shadow.setup` of the config stands for it', differences: ofSetup },
  ];
  for (const { why, differences } of told) {
    if (differences.length === 0) continue;
    const ids = objectsOf(differences);
    const shown = ids.slice(0, maxShown).join(', ');
    const more = ids.length > maxShown ? ` and ${ids.length - maxShown} more` : '';
    findings.push(findingOf({ ...about, message: `Left out, ${why}: ${shown}${more}.`, ids }));
  }
  return findings;
}

const maxShown = 10;

function objectsOf(differences: readonly SchemaDifference[]): readonly string[] {
  return [...new Set(differences.map(({ on, id }) => on ?? id))];
}
