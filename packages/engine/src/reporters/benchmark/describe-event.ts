import { assertNever } from '../../errors';
import type { MigrationEvent } from '../../events';
import { describeBenchmarkCase, describeVerdicts, verdictWords } from './describe-case';

/** An event of a benchmark. */
export type BenchmarkEvent = Extract<MigrationEvent, { type: 'benchmark-case-finished' | 'benchmark-finished' }>;

/** A word, and the fact after it, which may have several lines. */
export function describeBenchmark(event: BenchmarkEvent): { readonly word: string; readonly fact: string } {
  switch (event.type) {
    case 'benchmark-case-finished': {
      const { found } = event;
      return { word: verdictWords[found.verdict], fact: describeBenchmarkCase(found).join('\n') };
    }
    case 'benchmark-finished': {
      const { benchmark } = event;
      const leftOut = benchmark.leftOut.map(
        ({ statement, reason }) => `left out: ${statement.replaceAll(/\s+/g, ' ').slice(0, 80)}\n  ${reason}`,
      );
      return { word: 'benchmark', fact: [describeVerdicts(benchmark), ...leftOut].join('\n') };
    }
    default:
      return assertNever(event);
  }
}
