import type { Reporter } from '../events';

/** Events as JSON, one object a line: a public contract. Times are ISO strings. */
export function jsonReporter(write: (text: string) => void): Reporter {
  return {
    report(event) {
      write(`${JSON.stringify(event)}\n`);
    },
  };
}
