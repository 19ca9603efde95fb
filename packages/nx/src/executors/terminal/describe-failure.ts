import type { ProjectsShown } from '@pgrestify/engine';

/** The parts of an `EngineError` that a person reads. The class itself is loaded only with the engine. */
interface FailureParts {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly location?: unknown;
  readonly excerpt?: unknown;
  readonly hint?: unknown;
  readonly stack?: unknown;
}

/** Whether the stack of a fault of ours is printed: with `--verbose`. Errors that name their cause never have one. */
export type Stacks = 'shown' | 'hidden';

/** Whose task failed, and how much of it is told. */
export interface FailedTask {
  /** Undefined where Nx names none. */
  readonly project: string | undefined;
  readonly shown: ProjectsShown;
  readonly stacks: Stacks;
}

/**
 * An error as lines for a person: what happened, where, the line with a caret, what to do. Whose it is where others may
 * stand beside it.
 */
export function describeFailure(error: unknown, { project, shown, stacks }: FailedTask): string {
  const { code, message, location, excerpt, hint, stack } = partsOf(error, stacks);
  const where = describeLocation(location, String(message));
  const whose = shown === 'several' && project !== undefined ? `${project}: ` : '';
  const lines = [
    `${whose}${code}: ${message}${where}`,
    excerpt,
    typeof hint === 'string' ? `hint: ${hint}` : undefined,
    stack,
  ];
  return `${lines.filter((line) => typeof line === 'string').join('\n')}\n`;
}

/** The same as one JSON object, beside the events of `--json`. */
export function failureJson(error: unknown, { project, stacks }: Omit<FailedTask, 'shown'>): string {
  const { code, message, location, excerpt, hint, stack } = partsOf(error, stacks);
  return `${JSON.stringify({ type: 'error', project, code, message, location, excerpt, hint, stack })}\n`;
}

/** What is no EngineError is a fault of ours, and says so in the words of the engine's catalogue. */
function partsOf(error: unknown, stacks: Stacks): FailureParts {
  if (!(error instanceof Error)) return { ...internal, message: String(error) };
  if (error.name === 'EngineError') return { ...error, message: error.message, stack: undefined };
  const stack = stacks === 'shown' ? describeStack(error) : undefined;
  return { ...internal, message: `${error.name}: ${error.message}`, stack };
}

const internal = {
  code: 'INTERNAL',
  hint: 'Report it, with what the same command prints with --verbose.',
};

/** The frames of an error and of its causes. */
function describeStack(error: Error): string {
  const { stack = String(error), cause } = error;
  return cause instanceof Error ? `${stack}\ncaused by ${describeStack(cause)}` : stack;
}

/** ` (path:line:column)`, unless the message says it already. */
function describeLocation(location: unknown, message: string): string {
  if (typeof location !== 'object' || location === null) return '';
  if (!('path' in location && 'line' in location && 'column' in location)) return '';
  const text = `${location.path}:${location.line}:${location.column}`;
  return message.includes(text) ? '' : ` (${text})`;
}
