import { migrateOptions } from '../migrate/migrate.options';
import { repairOptions } from '../repair/repair.options';
import { rollbackOptions } from '../rollback/rollback.options';
import { statusOptions } from '../status/status.options';
import { typesOptions } from '../types/types.options';
import { validateOptions } from '../validate/validate.options';
import type { CommandDeclaration } from './option-declaration';

/** A command by the name that its options are declared under. */
export type CommandName = 'migrate' | 'rollback' | 'status' | 'repair' | 'validate' | 'types';

/** Every command with its options, in the order of the documentation. */
export const commandDeclarations: Readonly<Record<CommandName, CommandDeclaration>> = {
  migrate: migrateOptions,
  rollback: rollbackOptions,
  status: statusOptions,
  repair: repairOptions,
  validate: validateOptions,
  types: typesOptions,
};

/** Names of all commands, in the order of the documentation. */
export const commandNames: readonly CommandName[] = ['migrate', 'rollback', 'status', 'repair', 'validate', 'types'];
