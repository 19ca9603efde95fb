import { EventEmitter } from 'node:events';
import { listenForSignals } from './listen-for-signals';

function fakeProcess() {
  const emitter = new EventEmitter();
  const exits: (number | string | null | undefined)[] = [];
  const exit = (code?: number | string | null): never => {
    exits.push(code);
    return undefined as never;
  };
  return { process: Object.assign(emitter, { exit }) as unknown as NodeJS.Process, exits };
}

describe('listenForSignals', () => {
  it.each([
    ['SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGTERM'],
    ['SIGHUP', 'SIGINT'],
  ] as const)('aborts once for %s and then %s', (first, second) => {
    const { process, exits } = fakeProcess();
    const { signal } = listenForSignals(process);
    let aborts = 0;
    signal.addEventListener('abort', () => {
      aborts += 1;
    });
    process.emit(first);
    process.emit(second);
    expect([aborts, exits]).toEqual([1, []]);
  });

  it('ends the process at the second SIGINT', () => {
    const { process, exits } = fakeProcess();
    listenForSignals(process);
    process.emit('SIGINT');
    process.emit('SIGINT');
    expect(exits).toEqual([130]);
  });

  it('leaves no listener behind', () => {
    const { process } = fakeProcess();
    listenForSignals(process).stop();
    expect(process.eventNames()).toEqual([]);
  });
});
