import type { Finding } from '../checks/finding';
import { describeFinding } from './describe-finding';

/** So many of one kind are told in full: what must be mended is worth more lines than what may stay. */
const maxTold: Readonly<Record<Finding['severity'], number>> = { error: 20, warning: 3, notice: 3 };

/** Names of the others that are shown. */
const maxNamed = 10;

/**
 * Findings for a person, in their order. Of a kind that there is much of only the first are told in full, and the others
 * by a count and some names, in one line: of warnings one, of errors some. Reports and JSON have all of them. Pure.
 */
export function describeFindings(findings: readonly Finding[]): readonly string[] {
  const kindOf = ({ severity, code, rule = '' }: Finding): string => `${severity} ${code} ${rule}`;
  const kinds = new Map<string, readonly Finding[]>();
  for (const finding of findings) kinds.set(kindOf(finding), [...(kinds.get(kindOf(finding)) ?? []), finding]);
  return findings.flatMap((finding) => {
    const kind = kinds.get(kindOf(finding)) ?? [];
    const max = maxTold[finding.severity];
    const told = kind.length <= max ? kind.length : finding.severity === 'error' ? max : 1;
    const at = kind.indexOf(finding);
    if (at >= told) return [];
    const isLast = at === told - 1 && kind.length > told;
    return isLast ? [describeFinding(finding), describeOthers(kind.slice(told))] : [describeFinding(finding)];
  });
}

function describeOthers(others: readonly Finding[]): string {
  const [{ severity, code, rule } = { severity: '', code: '', rule: undefined }] = others;
  const names = [...new Set(others.map(({ ids, path }) => ids[0] ?? path ?? ''))].filter((name) => name !== '');
  const more = names.length > maxNamed ? ' …' : '';
  const of = rule === undefined ? code : `${code} ${rule}`;
  return `${severity} ${of} and ${others.length} more, which --report and --json list: ${names.slice(0, maxNamed).join(', ')}${more}`;
}
