import { EngineError } from '../errors';
import type { ErrorReport } from '../events';

/** An error as plain data for events and reports. What is no EngineError is a failed step without more to say. */
export function describeError(error: unknown): ErrorReport {
  if (error instanceof EngineError) {
    const { code, message, hint, location, excerpt, fields } = error;
    return {
      code,
      message,
      hint,
      location,
      excerpt,
      sqlState: typeof fields.sqlState === 'string' ? fields.sqlState : undefined,
      fields,
    };
  }
  return {
    code: 'STEP_FAILED',
    message: error instanceof Error ? error.message : String(error),
    hint: undefined,
    location: undefined,
    excerpt: undefined,
    sqlState: undefined,
    fields: {},
  };
}
