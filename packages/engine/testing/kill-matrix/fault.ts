import type { FaultPoint } from './fault-point';

/** What is done to a run at a point. */
export const faults = [
  'SIGKILL',
  'SIGKILL, what it sent arrives after the next run',
  'SIGTERM',
  'SIGINT',
  'the server ends the worker',
  'the server ends the lock',
  'the connection is reset',
  'the connection is half-open',
  'the server crashes',
] as const;
export type Fault = (typeof faults)[number];

/** Whether a fault can happen at a point: a server process that is not there yet cannot be ended. */
export function canHappen(fault: Fault, { message, moment }: FaultPoint): boolean {
  switch (fault) {
    case 'SIGKILL, what it sent arrives after the next run':
      return moment === 'before' && message.connection === 0 && message.type === 'Q';
    case 'the server ends the worker':
      return message.ready.includes(0) && !(message.connection === 0 && message.type === 'X');
    case 'the server ends the lock':
      return message.ready.includes(1) && !(message.connection === 1 && message.type === 'X');
    case 'the connection is half-open':
      // Beyond the engine's two it is pg_dump's, which finds it by its keepalives, and those the proxy answers.
      return message.connection < 2;
    case 'SIGKILL':
    case 'SIGTERM':
    case 'SIGINT':
    case 'the connection is reset':
    case 'the server crashes':
      return true;
  }
}

/** Whether a fault is a signal to the task, which needs a process of its own. */
export function signalOf(fault: Fault): NodeJS.Signals | undefined {
  switch (fault) {
    case 'SIGKILL':
    case 'SIGTERM':
    case 'SIGINT':
      return fault;
    case 'SIGKILL, what it sent arrives after the next run':
      return 'SIGKILL';
    default:
      return undefined;
  }
}
