import { setTimeout as wait } from 'node:timers/promises';

/** Waits until a condition holds. Rejects with its words when it does not within two minutes. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`It never came true that ${what}.`);
    await wait(20);
  }
}
