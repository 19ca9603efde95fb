import { EngineError } from '../../errors';
import { optionText } from '../../option-text';

/** Throws OPTION_INVALID for two options that mean different things, naming them. */
export function refuseContradictions<Options extends object>(
  options: Options,
  pairs: readonly (readonly [keyof Options & string, keyof Options & string])[],
): void {
  for (const [one, other] of pairs) {
    if (isGiven(options[one]) && isGiven(options[other])) {
      throw new EngineError('OPTION_INVALID', `${optionText(one)} and ${optionText(other)} contradict each other.`, {
        hint: 'Pass one of them.',
      });
    }
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false;
}
