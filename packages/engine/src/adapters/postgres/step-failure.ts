import { describeStepFailure, type StepFailureContext } from '../../apply/step-failure';
import { MessageError } from './message-query';

/** The engine's error for what a message of a step ended with; an error that is no server's answer stays itself. */
export function asStepFailure(error: unknown, context: StepFailureContext): unknown {
  return error instanceof MessageError ? describeStepFailure(error.serverError, error.completed, context) : error;
}
