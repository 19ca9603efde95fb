import {
  migrateOptions,
  repairOptions,
  rollbackOptions,
  statusOptions,
  validateOptions,
} from '@pgrestify/engine/options';
import type { ExecutorName } from '../feature-document/document-lines';

/** Every executor with the zod object that declares its options. */
export const executorDeclarations = {
  migrate: migrateOptions,
  rollback: rollbackOptions,
  status: statusOptions,
  repair: repairOptions,
  validate: validateOptions,
} as const satisfies Readonly<Record<ExecutorName, unknown>>;

/** Their names, in the order of the documentation. */
export const executorNames = [
  'migrate',
  'rollback',
  'status',
  'repair',
  'validate',
] as const satisfies readonly ExecutorName[];
