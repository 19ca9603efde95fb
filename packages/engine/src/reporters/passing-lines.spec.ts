import type { ErrorCode } from '../errors';
import type { MigrationEvent } from '../events';
import { passingLines } from './passing-lines';

type StepWaiting = Extract<MigrationEvent, { type: 'step-waiting' }>;

const blocker = { pid: 7, application: 'web', user: 'ann', query: 'SELECT 1', ageMs: 1, lock: 'AccessShareLock on t' };
const at = (ms: number) => new Date(1_700_000_000_000 + ms);
const waiting = (ms: number, ...pids: readonly number[]): StepWaiting => ({
  type: 'step-waiting',
  at: at(ms),
  id: '001_a',
  action: 'up',
  blockers: pids.map((pid) => ({ ...blocker, pid })),
  waitersBehind: 0,
});
const until = (event: StepWaiting, ms = 120_000): StepWaiting => ({ ...event, retryUntil: at(ms) });
const retrying = (ms: number, code: ErrorCode, ...pids: readonly number[]): MigrationEvent => ({
  type: 'step-retrying',
  at: at(ms),
  id: '001_a',
  action: 'up',
  attempt: 1,
  delayMs: 200,
  retryUntil: at(120_000),
  error: {
    code,
    message: 'canceling statement due to lock timeout',
    hint: undefined,
    location: undefined,
    excerpt: undefined,
    sqlState: '55P03',
    fields: {},
  },
  blockers: pids.map((pid) => ({ ...blocker, pid })),
  waitersBehind: 0,
});
const progress = (ms: number, done: number, total: number): MigrationEvent => ({
  type: 'statement-finished',
  at: at(ms),
  id: '001_a',
  action: 'up',
  done,
  total,
});
/** Milliseconds at which something is said. */
const said = (events: readonly MigrationEvent[]): readonly number[] => {
  const isSaid = passingLines();
  return events.filter(isSaid).map((event) => event.at.getTime() - at(0).getTime());
};
const every = (stepMs: number, untilMs: number) =>
  Array.from({ length: untilMs / stepMs + 1 }, (_, index) => index * stepMs);

describe('passingLines', () => {
  it('says a wait at once, then ever more seldom, twice a minute in the end', () => {
    const events = every(400, 120_000).map((ms) => waiting(ms, 7));
    expect(said(events)).toEqual([0, 10_000, 30_000, 60_000, 90_000, 120_000]);
  });

  it('says who is in the way when that changes, once a second at most', () => {
    const events = [waiting(0, 7), waiting(1_000, 7), waiting(1_500, 8), waiting(2_000, 9), waiting(3_000, 8, 9)];
    expect(said(events)).toEqual([0, 1_500, 3_000]);
  });

  it('says a wait once however often the lock is asked for', () => {
    const attempts = every(1_000, 8_000).flatMap((ms) => [
      until(waiting(ms, 7)),
      retrying(ms + 500, 'LOCK_TIMEOUT', 7),
    ]);
    expect(said(attempts)).toEqual([0]);
  });

  it('says the first attempt that failed where the wait was not seen, and none again for not being seen', () => {
    expect(said([retrying(0, 'LOCK_TIMEOUT'), retrying(1_500, 'LOCK_TIMEOUT', 7)])).toEqual([0, 1_500]);
    expect(said([until(waiting(0, 7)), retrying(1_500, 'LOCK_TIMEOUT'), waiting(2_500, 7)])).toEqual([0]);
  });

  it('says until when it is tried again as soon as that is known, and when it is later', () => {
    const events = [waiting(0, 7), until(waiting(1_000, 7)), waiting(2_000, 7), until(waiting(3_000, 7), 130_000)];
    expect(said(events)).toEqual([0, 1_000, 3_000]);
  });

  it('says each attempt that failed for something else', () => {
    expect(said([retrying(0, 'STEP_FAILED'), retrying(1, 'STEP_FAILED')])).toEqual([0, 1]);
  });

  it('says the wait of a step that begins anew', () => {
    const started: MigrationEvent = {
      type: 'step-started',
      at: at(100),
      id: '001_a',
      action: 'up',
      index: 1,
      total: 1,
      path: 'up.sql',
      mode: 'transactional',
    };
    expect(said([waiting(0, 7), started, waiting(200, 7)])).toEqual([0, 100, 200]);
  });

  it('says the wait of a reset in the same way', () => {
    const reset = (ms: number): MigrationEvent => ({ type: 'reset-waiting', at: at(ms), blockers: [blocker] });
    expect(said([reset(0), reset(1_000), reset(10_000), reset(20_000), reset(30_000)])).toEqual([0, 10_000, 30_000]);
  });

  it('says each part of a few, and once a second how far a script of many is, and its end', () => {
    expect(said([progress(0, 1, 3), progress(1, 2, 3), progress(2, 3, 3)])).toEqual([0, 1, 2]);
    const many = every(1, 5_000).map((ms) => progress(ms, ms + 1, 5_001));
    expect(said(many)).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000]);
    expect(said([...many, progress(5_001, 5_001, 5_001)]).at(-1)).toBe(5_001);
  });

  it('says how far a script is whose length is not known', () => {
    expect(said(every(250, 2_000).map((ms) => progress(ms, ms, 0)))).toEqual([0, 1_000, 2_000]);
  });

  const running = (seconds: number, id = '001_a', blockers: StepWaiting['blockers'] = []): MigrationEvent => ({
    type: 'step-progress',
    at: at(seconds * 1_000),
    id,
    action: 'up',
    elapsedMs: seconds * 1_000,
    blockers,
  });
  const saidSeconds = (events: readonly MigrationEvent[]) => said(events).map((ms) => ms / 1_000);
  const seconds = (until: number) => Array.from({ length: until }, (_, index) => index + 1);

  it('says how far a step is after 5 s, and then ever more seldom, once a minute in the end', () => {
    expect(saidSeconds(seconds(300).map((second) => running(second)))).toEqual([5, 15, 35, 75, 135, 195, 255]);
  });

  it('says so of each step, also of one that runs a second time', () => {
    expect(saidSeconds([running(6), running(7, '002_b')])).toEqual([6, 7]);
    expect(saidSeconds([running(6), running(40), running(5)])).toEqual([6, 40, 5]);
  });

  it('says nothing of it while others are in the way, which is said already', () => {
    expect(saidSeconds(seconds(60).map((second) => running(second, '001_a', [blocker])))).toEqual([]);
  });

  it('says how much of a backup is written as seldom', () => {
    const events = seconds(40).map(
      (second): MigrationEvent => ({
        type: 'transfer-progress',
        at: at(second * 1_000),
        what: 'backup',
        elapsedMs: second * 1_000,
        bytes: 1,
      }),
    );
    expect(saidSeconds(events)).toEqual([5, 15, 35]);
  });
});
