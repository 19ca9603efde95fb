import { createFakeClock } from '../../testing/fake-clock';
import { EngineError } from '../errors';
import { openReport } from './open-report';

/** A report over a file in memory, and what was written to it. */
function open(path = 'r.json') {
  const written: string[] = [];
  const report = openReport({
    path,
    workspacePath: '/workspace',
    command: 'migrate',
    project: 'api',
    redact: (text) => text.replaceAll('ca&nary', '***'),
    file: { write: (text) => void written.push(text) },
    clock: createFakeClock(),
  });
  return { report, written, last: () => JSON.parse(written.at(-1) ?? '') };
}

describe('openReport', () => {
  it('says from the start that the command began: a killed one leaves no older report in its place', () => {
    const { report, last } = open();
    report.begin('staging', 'app@db:5432/shop');
    expect(last()).toMatchObject({ outcome: 'unfinished', environment: 'staging', database: 'app@db:5432/shop' });
  });

  it('is cancelled from the first signal on, and what it then ended as in the end', () => {
    const { report, last } = open();
    report.begin('staging', undefined);
    report.interrupt();
    expect(last()).toMatchObject({ outcome: 'cancelled', isComplete: false });
    report.finish({ kind: 'error', error: new EngineError('CANCELLED', 'Cancelled.') });
    expect(last()).toMatchObject({ outcome: 'cancelled', isComplete: true });
  });

  it('stays as it ended when a signal comes later', () => {
    const { report, written, last } = open();
    report.finish({ kind: 'error', error: new EngineError('CONNECTION_FAILED', 'No.') });
    report.interrupt();
    expect({ outcome: last().outcome, times: written.length }).toEqual({ outcome: 'failed', times: 1 });
  });

  it.each(['r.json', 'r.md', 'r.html', 'r.xml'])('takes secrets out of %s before they are escaped', (path) => {
    const { report, written } = open(path);
    report.finish({ kind: 'error', error: new EngineError('CONNECTION_FAILED', 'with ca&nary', { hint: 'ca&nary' }) });
    expect(written.join('')).toContain('with ***');
    expect(written.join('')).not.toMatch(/ca&(#38;)?nary/);
  });
});
