import type { Clock, Prompt } from '../ports';

/** The parts of a terminal that a question needs. */
export interface Terminal {
  /** Lines as they are typed; the terminal itself turns Ctrl+C into a signal and Ctrl+D into the end of input. */
  readonly input: NodeJS.ReadableStream;
  readonly write: (text: string) => void;
  readonly clock: Clock;
}

/** Long enough to read a plan. A terminal at which nobody sits, as some CI runners have one, must not hold a run for ever. */
const answerWithinMs = 120_000;

/** No answer is longer; who pastes a file by mistake has not said yes. */
const maxAnswerLength = 1_000;

/** Asks at a terminal, for one typed line. */
export function terminalPrompt({ input, write, clock }: Terminal): Prompt {
  return {
    async ask({ text, answer }, signal) {
      write(`${text}\nType ${answer} to go on, anything else to end: `);
      const asked = new AbortController();
      const end = () => asked.abort();
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
      try {
        const line = await Promise.race([
          readLine(input, asked.signal),
          clock.sleep(answerWithinMs, asked.signal).then(() => undefined),
        ]);
        if (line === undefined) write('\n');
        return line?.trim() === answer ? 'yes' : 'no';
      } finally {
        signal.removeEventListener('abort', end);
        end();
      }
    },
  };
}

/** The next line; undefined at the end of input and when the signal is aborted. Leaves the input paused. */
function readLine(input: NodeJS.ReadableStream, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    let typed = '';
    const settle = (line: string | undefined) => {
      input.off('data', onData);
      input.off('end', onEnd);
      input.off('error', onEnd);
      signal.removeEventListener('abort', onEnd);
      // A terminal that is read keeps the process from ending.
      input.pause();
      resolve(line);
    };
    const onEnd = () => settle(undefined);
    const onData = (data: Buffer | string) => {
      typed += data.toString();
      const end = typed.search(/[\r\n]/);
      if (end >= 0) settle(typed.slice(0, end));
      else if (typed.length > maxAnswerLength) onEnd();
    };
    if (signal.aborted) {
      onEnd();
      return;
    }
    input.on('data', onData);
    input.on('end', onEnd);
    input.on('error', onEnd);
    signal.addEventListener('abort', onEnd);
  });
}
