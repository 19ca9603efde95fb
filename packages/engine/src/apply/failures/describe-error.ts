import { EngineError, type ErrorReport, errorCatalogue } from '../../errors';

/**
 * An error as plain data for events and reports. What is no EngineError is a fault of ours, INTERNAL; its stack is no
 * part of that, see `RunPlanPorts.trace`.
 */
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
    code: 'INTERNAL',
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    hint: errorCatalogue.INTERNAL.whatToDo,
    location: undefined,
    excerpt: undefined,
    sqlState: undefined,
    fields: {},
  };
}
