import { createFakeClock } from './fake-clock';

describe('createFakeClock', () => {
  it('stands still until it is advanced or slept on', async () => {
    const clock = createFakeClock(new Date('2026-01-01T00:00:00.000Z'));
    clock.advance(500);
    await clock.sleep(1500);
    expect(clock.now().toISOString()).toBe('2026-01-01T00:00:02.000Z');
    expect(clock.monotonicMs()).toBe(2000);
    expect(clock.sleeps).toEqual([1500]);
  });

  it('does not sleep on an aborted signal', async () => {
    const clock = createFakeClock();
    await clock.sleep(1500, AbortSignal.abort());
    expect(clock.monotonicMs()).toBe(0);
  });
});
