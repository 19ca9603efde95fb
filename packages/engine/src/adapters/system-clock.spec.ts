import { getEventListeners } from 'node:events';

import { systemClock } from './system-clock';

describe('systemClock', () => {
  it('never goes back', () => {
    const before = systemClock.monotonicMs();
    expect(systemClock.monotonicMs()).toBeGreaterThanOrEqual(before);
  });

  it('wakes after the time and leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    await systemClock.sleep(1, signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('wakes at once when the signal is aborted, before or during the sleep', async () => {
    const controller = new AbortController();
    const hourMs = 3_600_000;
    const sleeping = systemClock.sleep(hourMs, controller.signal);
    controller.abort();
    await expect(sleeping).resolves.toBeUndefined();
    await expect(systemClock.sleep(hourMs, controller.signal)).resolves.toBeUndefined();
  });
});
