import { describeRefusal, describeStepFailure, type StepFailureContext } from '../../apply/step-failure';
import { MessageError } from './message-query';

/** The engine's error for what a message of a step ended with; an error that is no server's answer stays itself. */
export function asStepFailure(error: unknown, context: StepFailureContext): unknown {
  return error instanceof MessageError ? describeStepFailure(error.serverError, error.completed, context) : error;
}

/** The same for what is no step's: our own refusals are named, any other error stays itself. */
export function asRunFailure(error: unknown, where: string): unknown {
  return (error instanceof MessageError && describeRefusal(error.serverError, where)) || error;
}
