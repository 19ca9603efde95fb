import { PassThrough } from 'node:stream';
import { createFakeClock } from '../../testing/fake-clock';
import type { Clock } from '../ports';
import { terminalPrompt } from './terminal-prompt';

const question = { text: 'The plan', answer: 'production' };
/** A clock on which no time passes. */
const still: Clock = { ...createFakeClock(), sleep: () => new Promise<void>(() => {}) };

function open(clock = still) {
  const input = new PassThrough();
  const written: string[] = [];
  const controller = new AbortController();
  const answer = terminalPrompt({ input, write: (text) => written.push(text), clock }).ask(question, controller.signal);
  return { input, written, answer, interrupt: () => controller.abort() };
}

describe('a question at the terminal', () => {
  it('shows the plan and what to type', async () => {
    const { input, written, answer } = open();
    input.end();
    await answer;
    expect(written.join('')).toBe('The plan\nType production to go on, anything else to end: \n');
  });

  it.each(['production\n', 'production\r\n', '  production \n', 'production\nmore\n'])(
    'is a yes for %j',
    async (typed) => {
      const { input, answer } = open();
      input.write(typed);
      expect(await answer).toBe('yes');
    },
  );

  it('is a yes when the answer comes in pieces', async () => {
    const { input, answer } = open();
    for (const piece of ['pro', 'duction', '\n']) input.write(piece);
    expect(await answer).toBe('yes');
  });

  it.each([
    '\n',
    'y\n',
    'yes\n',
    'Production\n',
    'productio\n',
    'production2\n',
    'no\nproduction\n',
    'x'.repeat(2_000),
  ])('is a no for %j', async (typed) => {
    const { input, answer } = open();
    input.write(typed);
    expect(await answer).toBe('no');
  });

  it('is a no at the end of input, also after the answer without its line break', async () => {
    for (const typed of ['', 'production']) {
      const { input, answer } = open();
      input.end(typed);
      expect(await answer).toBe('no');
    }
  });

  it('is a no when the input breaks', async () => {
    const { input, answer } = open();
    input.destroy(new Error('EIO'));
    expect(await answer).toBe('no');
  });

  it('is a no when the run is interrupted, before and while it is asked', async () => {
    const { answer, interrupt } = open();
    interrupt();
    expect(await answer).toBe('no');
    const prompt = terminalPrompt({ input: new PassThrough(), write: () => {}, clock: still });
    expect(await prompt.ask(question, AbortSignal.abort())).toBe('no');
  });

  it('is a no when nobody answers in two minutes', async () => {
    const clock = createFakeClock();
    expect(await open(clock).answer).toBe('no');
    expect(clock.sleeps).toEqual([120_000]);
  });

  it('leaves the input to nobody', async () => {
    const { input, answer } = open();
    input.write('no\n');
    await answer;
    expect([input.isPaused(), input.listenerCount('data'), input.listenerCount('end')]).toEqual([true, 0, 0]);
  });
});
