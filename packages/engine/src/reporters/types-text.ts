import type { TypesResult } from '../commands/types/types-result';
import { describeDuration } from './describe';
import { describeFindings } from './describe-findings';
import { nameProject, type ProjectsShown } from './name-project';

/** The end of `types` for a person: every finding, and what became of the file. Pure. */
export function describeTypesResult(result: TypesResult, shown: ProjectsShown = 'one'): string {
  const parts = [...describeFindings(result.findings), nameProject(describeOutcome(result), result, shown)];
  return `${parts.join('\n')}\n`;
}

/** The same as one JSON object on one line: a public contract. */
export function typesJson(result: TypesResult): string {
  return JSON.stringify({ type: 'types', ...result });
}

function describeOutcome({ file, outcome, durationMs }: TypesResult): string {
  const duration = `in ${describeDuration(durationMs)}`;
  switch (file.state) {
    case 'written':
      return `Wrote ${file.path}, ${duration}.`;
    case 'current':
      return outcome === 'succeeded' ? `${file.path} is current, ${duration}.` : `Failed, ${duration}.`;
    case 'stale':
      return `Failed: ${file.path} is stale, ${duration}.`;
    case 'unknown':
      return `Failed: no types were made, ${duration}.`;
  }
}
