import { EngineError } from '../../errors';

/** A variable that is not set concerns only who needs a shadow: a deployment need not have it. */
export function describeUnset(path: string): EngineError {
  return new EngineError('CONFIG_INVALID', `A shadow is needed, and \`${path}\` of the config has no value.`, {
    hint: 'Set the environment variable that it is read from.',
    fields: { paths: [path] },
  });
}
