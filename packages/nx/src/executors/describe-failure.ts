/** The parts of an `EngineError` that a person reads. The class itself is loaded only with the engine. */
interface FailureParts {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly location?: unknown;
  readonly excerpt?: unknown;
  readonly hint?: unknown;
}

/** An error as lines for a person: what happened, where, the line with a caret, what to do. Never a stack. */
export function describeFailure(error: unknown): string {
  const { code, message, excerpt, hint } = partsOf(error);
  const head = typeof code === 'string' ? `${code}: ${String(message)}` : String(message);
  const where = describeLocation(error, String(message));
  const lines = [`${head}${where}`, excerpt, typeof hint === 'string' ? `hint: ${hint}` : undefined];
  return `${lines.filter((line) => typeof line === 'string').join('\n')}\n`;
}

/** The same as one JSON object, beside the events of `--json`. */
export function failureJson(error: unknown): string {
  const { code, message, location, excerpt, hint } = partsOf(error);
  return `${JSON.stringify({ type: 'error', code, message, location, excerpt, hint })}\n`;
}

function partsOf(error: unknown): FailureParts {
  return typeof error === 'object' && error !== null ? error : { message: String(error) };
}

/** ` (path:line:column)`, unless the message says it already. */
function describeLocation(error: unknown, message: string): string {
  const { location } = partsOf(error);
  if (typeof location !== 'object' || location === null) return '';
  if (!('path' in location && 'line' in location && 'column' in location)) return '';
  const text = `${location.path}:${location.line}:${location.column}`;
  return message.includes(text) ? '' : ` (${text})`;
}
