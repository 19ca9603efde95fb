import type { MigrationEvent } from '../../events';
import { type TerminalReporterOptions, terminalReporter } from './terminal-reporter';

/** A terminal that does what these lines ask of one, with a clock and a timer of its own. */
function openTerminal(more: Partial<TerminalReporterOptions> = {}) {
  let written = '';
  let ms = 0;
  let tick: (() => void) | undefined;
  const at = () => new Date(ms);
  const reporter = terminalReporter({
    write: (text) => {
      written += text;
    },
    columns: () => 61,
    shown: 'one',
    redact: (text) => text,
    now: at,
    repeat: (call) => {
      tick = call;
      return () => {
        tick = undefined;
      };
    },
    ...more,
  });
  return {
    reporter,
    written: () => written,
    isTicking: () => tick !== undefined,
    after: (seconds: number) => {
      ms += seconds * 1_000;
      tick?.();
    },
    report: (event: MigrationEvent) => reporter.report({ ...event, at: at() }),
    /** What a person sees. */
    screen: () =>
      written.split('\n').map((line) => {
        const [shown = ''] = line.split('\r\u001b[K').slice(-1);
        return shown;
      }),
  };
}

const epoch = new Date(0);
const of = { at: epoch, id: '001_add_index', action: 'up' } as const;
const started = { ...of, type: 'step-started', index: 0, total: 1, path: 'up.sql', mode: 'statements' } as const;
const finished = { ...of, type: 'step-finished', durationMs: 3_000 } as const;
const blocker = { pid: 7, application: 'web', user: 'ann', query: 'SELECT 1', ageMs: 9, lock: 'AccessShareLock on t' };
const progress = (more: object = {}): MigrationEvent => ({
  ...of,
  type: 'step-progress',
  elapsedMs: 1_000,
  blockers: [],
  ...more,
});

it('draws nothing of a step that is short', () => {
  const terminal = openTerminal();
  terminal.report(started);
  terminal.after(0.5);
  terminal.report(finished);
  expect(terminal.written()).toBe('  applied      001_add_index  3.0 s\n');
});

it('draws one line over and over, and takes it away at the end', () => {
  const terminal = openTerminal();
  terminal.report(started);
  terminal.after(1);
  expect(terminal.screen()).toEqual(['  running      001_add_index  1 s']);
  terminal.report(progress({ statements: { done: 1, total: 3 } }));
  terminal.after(1);
  expect(terminal.screen()).toEqual(['  running      001_add_index  2 s  statement 2 of 3']);
  terminal.report(finished);
  expect(terminal.screen()).toEqual(['  applied      001_add_index  3.0 s', '']);
});

it('writes a line above it, and draws it again below', () => {
  const terminal = openTerminal();
  terminal.report(started);
  terminal.after(2);
  terminal.report({ ...of, type: 'server-notice', severity: 'NOTICE', message: 'half way' });
  expect(terminal.screen()).toEqual(['  notice       001_add_index: half way', '  running      001_add_index  2 s']);
  terminal.reporter.write('something else\n');
  expect(terminal.screen().slice(1)).toEqual(['something else', '']);
  terminal.after(1);
  expect(terminal.screen().slice(1)).toEqual(['something else', '  running      001_add_index  3 s']);
});

it('writes nothing while nothing changes', () => {
  const terminal = openTerminal();
  terminal.report(started);
  terminal.after(1);
  const before = terminal.written();
  terminal.after(0.4);
  expect(terminal.written()).toBe(before);
});

it('says a wait once above, and shows on the line that it goes on', () => {
  const terminal = openTerminal();
  const waiting = { ...of, type: 'step-waiting', blockers: [blocker], waitersBehind: 0 } as const;
  terminal.report(started);
  for (let second = 0; second < 60; second += 1) {
    terminal.after(1);
    terminal.report(waiting);
    terminal.report(progress({ blockers: [blocker] }));
  }
  const lines = terminal.screen();
  expect(lines).toHaveLength(2);
  expect(lines[1]).toBe('  blocked      001_add_index  1 min 00 s  by web (pid 7): S…');
  terminal.report(progress());
  expect(terminal.screen()[1]).toBe('  running      001_add_index  1 min 00 s');
});

it('says who holds the run lock once, and again when that changes', () => {
  const terminal = openTerminal();
  const holder = (pid: number) => ({ pid, application: 'ci', user: 'ann', client: 'local', since: undefined });
  for (const pid of [7, 7, 8]) {
    terminal.after(5);
    terminal.report({ at: epoch, type: 'lock-waiting', holder: holder(pid), waitedMs: 5_000 });
  }
  expect(terminal.written().match(/ {2}waiting {6}for the run lock, held by .*\n/g)).toHaveLength(2);
});

it('keeps to the width that the terminal has now', () => {
  let columns = 80;
  const terminal = openTerminal({ columns: () => columns });
  terminal.report(started);
  terminal.report(progress({ waitEvent: 'IO/DataFileRead' }));
  terminal.after(1);
  expect(terminal.screen()).toEqual(['  running      001_add_index  1 s  IO/DataFileRead']);
  columns = 36;
  terminal.after(1);
  expect(terminal.screen()).toEqual(['  running      001_add_index  2 s']);
});

it('takes secrets out before it cuts, so that no half of one is left', () => {
  const redact = (text: string) => text.replaceAll('canary-of-the-house', '***');
  const terminal = openTerminal({ redact, columns: () => 64 });
  terminal.report(started);
  terminal.after(1);
  terminal.report(progress({ blockers: [{ ...blocker, query: "SELECT 'canary-of-the-house'" }] }));
  expect(terminal.written()).not.toContain('canary');
  expect(terminal.screen()).toEqual(["  blocked      001_add_index  1 s  by web (pid 7): SELECT '***'"]);
});

it('stops its timer and takes the line away when it is closed in the middle', () => {
  const terminal = openTerminal();
  terminal.report(started);
  terminal.after(5);
  terminal.reporter.close();
  expect([terminal.isTicking(), terminal.screen()]).toEqual([false, ['']]);
});

it.each<[MigrationEvent, string]>([
  [
    { at: epoch, type: 'lock-waiting', holder: undefined, waitedMs: 5_000 },
    '  waiting      for the run lock  6 s  held by another runner',
  ],
  [
    { at: epoch, type: 'backup-started', folderPath: '/b', program: 'pg_dump', programVersion: '15.1' },
    '  backup       1 s',
  ],
  [
    { at: epoch, type: 'reset-waiting', blockers: [blocker] },
    '  blocked      the reset  1 s  by web (pid 7): SELECT 1',
  ],
  [{ at: epoch, type: 'check-started', name: 'drift' }, '  checking     drift  1 s'],
  [{ ...started, index: 1, total: 12 }, '  running 2/12 001_add_index  1 s'],
])('shows what goes on: %j', (event, line) => {
  const terminal = openTerminal();
  terminal.report(event);
  terminal.after(1);
  expect(terminal.screen().slice(-1)).toEqual([line]);
});

it('shows how much of a backup is written, and nothing of it afterwards', () => {
  const terminal = openTerminal();
  terminal.report({ at: epoch, type: 'backup-started', folderPath: '/b', program: 'pg_dump', programVersion: '15.1' });
  terminal.after(2);
  terminal.report({ at: epoch, type: 'transfer-progress', what: 'backup', elapsedMs: 2_000, bytes: 5_000_000 });
  expect(terminal.screen().slice(-1)).toEqual(['  backup       2 s  5.0 MB']);
  terminal.report({ at: epoch, type: 'backup-finished', path: '/b/x', sizeBytes: 9, durationMs: 3_000, removed: [] });
  expect(terminal.screen().slice(-1)).toEqual(['']);
});

it('shows which attempt comes next of a step that was blocked', () => {
  const terminal = openTerminal();
  terminal.report(started);
  terminal.after(1);
  terminal.report({
    ...of,
    type: 'step-retrying',
    attempt: 1,
    delayMs: 200,
    retryUntil: new Date(120_000),
    error: {
      code: 'LOCK_TIMEOUT',
      message: 'm',
      hint: undefined,
      location: undefined,
      excerpt: undefined,
      sqlState: '55P03',
      fields: {},
    },
    blockers: [blocker],
    waitersBehind: 0,
  });
  expect(terminal.screen().slice(-1)).toEqual(['  retrying     001_add_index  1 s  attempt 2']);
});
