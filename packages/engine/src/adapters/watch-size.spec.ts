import { createFakeClock } from '../../testing/fake-clock';
import { watchSize } from './watch-size';

it('tells once a second until it is stopped, and passes over what cannot be told', async () => {
  const clock = createFakeClock();
  const sizes = [1, undefined, 3];
  const told: number[] = [];
  await new Promise<void>((resolve) => {
    const sizeOf = async () => {
      const size = sizes.shift();
      if (size === undefined) throw new Error('gone');
      return size;
    };
    const stop = watchSize(sizeOf, clock, (bytes) => {
      told.push(bytes);
      if (bytes === 3) void stop().then(resolve);
    });
  });
  expect(told).toEqual([1, 3]);
  expect(clock.monotonicMs()).toBe(3_000);
});
