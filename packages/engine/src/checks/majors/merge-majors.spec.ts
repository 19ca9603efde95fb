import type { Finding } from '../finding';
import { mergeMajors } from './merge-majors';

const finding = (message: string, hint?: string): Finding => ({
  severity: 'error',
  check: 'round-trip',
  code: 'STEP_FAILED',
  message,
  ids: ['001'],
  ...(hint !== undefined && { hint }),
});
const reports = [{ name: 'round-trip', outcome: 'failed', findings: 1, durationMs: 1 }] as const;

it('leaves what one major found as it is', () => {
  const findings = [finding('a')];
  expect(mergeMajors([{ major: 15, reports, findings }])).toMatchObject({ reports, findings });
});

it('tells once what all found, whatever the hint, and with its major what only one found', () => {
  const merged = mergeMajors([
    { major: 15, reports, findings: [finding('a', 'it is 15'), finding('virtual')] },
    { major: 18, reports, findings: [finding('a', 'it is 18'), finding('b')] },
  ]);
  expect(merged.findings.map(({ message, postgres }) => [message, postgres])).toEqual([
    ['a', undefined],
    ['virtual', 15],
    ['b', 18],
  ]);
  expect(merged.reports.map(({ postgres }) => postgres)).toEqual([15, 18]);
});
