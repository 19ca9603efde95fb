import { EngineError } from '../../errors';
import { MessageError } from '../../postgres/session/message-query';
import { describeRefusal, describeStepFailure, type StepFailureContext } from './step-failure';

/** The engine's error for what a message of a step ended with; an error that is no server's answer stays itself. */
export function asStepFailure(error: unknown, context: StepFailureContext): unknown {
  return error instanceof MessageError ? describeStepFailure(error.serverError, error.completed, context) : error;
}

/** The same for what is no step's but the engine's own; an error that is no server's answer stays itself. */
export function asRunFailure(error: unknown, where: string): unknown {
  if (!(error instanceof MessageError)) return error;
  const { message, code } = error.serverError;
  return (
    describeRefusal(error.serverError, where) ??
    new EngineError('SERVER_REFUSED', `${where}: ${message} (SQLSTATE ${code}).`, {
      hint: 'Read what the server says, and its log.',
      fields: { sqlState: code },
      cause: error,
    })
  );
}
