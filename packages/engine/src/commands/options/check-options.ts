import type { Settings } from '../../config/settings';
import { checkShape, isRecord } from '../../config/shape/check-shape';
import { objectSchema } from '../../config/shape/json-schema';
import { EngineError } from '../../errors';
import { optionText } from '../../option-text';
import { findConflict, type OptionConflict } from './find-conflict';
import { findUnsettled } from './find-unsettled';
import type { CommandDeclaration } from './option-declaration';

/**
 * Throws OPTION_INVALID for options that the command does not have, or values of another type, all of them named, then
 * for options that do not go together, and those that the settings, which they decide, do not follow. Nx refuses the first
 * before an executor runs; in code nobody does, and `{ dryrun: true }` would really migrate.
 */
export function checkOptions(declaration: CommandDeclaration, options: unknown, settings: Settings): void {
  const problems = describeMisfits(declaration, options);
  if (problems.length > 0) {
    throw new EngineError(
      'OPTION_INVALID',
      `Options of ${declaration.command}: ${problems.map(asSentence).join(' ')}`,
      {
        hint: 'Correct what is named; nothing was run.',
      },
    );
  }
  const given = isRecord(options) ? options : {};
  const conflict = findConflict(declaration, given);
  if (conflict !== undefined) throw describeConflict(conflict);
  const unsettled = findUnsettled(settings, given);
  if (unsettled !== undefined) throw describeUnsettled(unsettled, settings);
}

function describeMisfits({ options: declared }: CommandDeclaration, options: unknown): readonly string[] {
  // What is inherited would be obeyed, and not be seen by the check.
  if (isRecord(options) && !isPlain(options)) return ['expected a plain object, got one that inherits'];
  return checkShape(objectSchema(declared), options, '').map(({ path, message }) =>
    `${path}: ${message.replace(/^unknown key/, 'unknown option')}`.replace(/^: /, ''),
  );
}

/** Whether nothing but `Object.prototype`, of whatever realm, stands behind an object. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (isRecord(prototype) && Object.hasOwn(prototype, 'isPrototypeOf'));
}

function describeConflict({ kind, option, others }: OptionConflict): EngineError {
  const names = others.map(optionText).join(' or ');
  switch (kind) {
    case 'excludes':
      return new EngineError('OPTION_INVALID', `${optionText(option)} and ${names} contradict each other.`, {
        hint: 'Pass one of them.',
      });
    case 'requires':
      return new EngineError('OPTION_INVALID', `${optionText(option)} is for ${names}.`, {
        hint: `Pass ${names} as well, or ${others.length === 1 ? 'neither' : 'leave it out'}.`,
      });
  }
}

function describeUnsettled(option: string, { environment }: Settings): EngineError {
  const message = `${optionText(option)} is not what the settings, of environment ${environment}, were resolved with.`;
  return new EngineError('OPTION_INVALID', message, { hint: `Give ${option} to resolveSettings as well.` });
}

function asSentence(text: string): string {
  return text.endsWith('?') ? text : `${text}.`;
}
