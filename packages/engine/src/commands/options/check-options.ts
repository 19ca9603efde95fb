import { checkShape } from '../../config/shape/check-shape';
import { EngineError } from '../../errors';
import { optionsJsonSchema } from './options-json-schema';

/**
 * Throws OPTION_INVALID for options that the command does not have, or values of another type, all of them named. Nx
 * refuses them before an executor runs; in code nobody does, and `{ dryrun: true }` would really migrate.
 */
export function checkOptions(command: keyof typeof optionsJsonSchema, options: unknown): void {
  const problems = checkShape(optionsJsonSchema[command], options, '').map(({ path, message }) =>
    `${path}: ${message.replace(/^unknown key/, 'unknown option')}`.replace(/^: /, ''),
  );
  if (problems.length === 0) return;
  throw new EngineError('OPTION_INVALID', `Options of ${command}: ${problems.map(asSentence).join(' ')}`, {
    hint: 'Correct what is named; nothing was run.',
  });
}

function asSentence(text: string): string {
  return text.endsWith('?') ? text : `${text}.`;
}
