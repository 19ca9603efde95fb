import { EngineError } from '../errors';

/** Who asks for which environment. */
export interface EnvironmentRequest {
  /** `--environment`. */
  readonly option: string | undefined;
  /** `--configuration` of Nx. */
  readonly configuration: string | undefined;
  /** Names of the config file's environments, in its order. */
  readonly known: readonly string[];
  readonly defaultEnvironment: string | undefined;
}

export interface SelectedEnvironment {
  readonly name: string;
  readonly isDefault: boolean;
}

/**
 * Which environment a command is for: the one that is asked for, else `defaultEnvironment`, else `development`.
 * Throws ENVIRONMENT_CONFLICT, ENVIRONMENT_UNKNOWN, ENVIRONMENT_MISSING: nothing is ever migrated by a guess.
 */
export function selectEnvironment(request: EnvironmentRequest): SelectedEnvironment {
  const { option, configuration, known, defaultEnvironment } = request;
  if (option !== undefined && configuration !== undefined && option !== configuration) {
    throw new EngineError(
      'ENVIRONMENT_CONFLICT',
      `--environment=${option} contradicts the Nx configuration ${configuration}.`,
      { hint: 'Pass one of the two.' },
    );
  }
  const requested = option ?? configuration;
  if (requested !== undefined) return { name: assertKnown(requested, known), isDefault: false };
  if (defaultEnvironment !== undefined) return { name: assertKnown(defaultEnvironment, known), isDefault: true };
  if (known.includes('development')) return { name: 'development', isDefault: true };
  throw new EngineError('ENVIRONMENT_MISSING', `No environment was named; there are ${known.join(', ')}.`, {
    hint: 'Pass --configuration=<name>, or set defaultEnvironment in the config.',
    fields: { known },
  });
}

function assertKnown(name: string, known: readonly string[]): string {
  if (known.includes(name)) return name;
  throw new EngineError('ENVIRONMENT_UNKNOWN', `There is no environment "${name}"; there are ${known.join(', ')}.`, {
    hint: 'Use one of these names, or add the environment to the config.',
    fields: { known },
  });
}
