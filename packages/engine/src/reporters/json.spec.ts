import { jsonReporter } from './json';

describe('jsonReporter', () => {
  it('writes one object a line, times as ISO strings, text with line breaks in one line', () => {
    const written: string[] = [];
    const reporter = jsonReporter((text) => written.push(text));
    const at = new Date('2026-01-01T00:00:00.000Z');
    reporter.report({ type: 'notice-raised', at, severity: 'notice', message: 'two\nlines', ids: ['001_a'] });
    expect(written).toEqual([
      '{"type":"notice-raised","at":"2026-01-01T00:00:00.000Z","severity":"notice","message":"two\\nlines","ids":["001_a"]}\n',
    ]);
  });
});
