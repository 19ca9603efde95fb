import type { FileRule } from '../review/file-rule';
import { disableTrigger } from './compatibility/disable-trigger';
import { truncate } from './data/truncate';
import { detachWithoutConcurrently } from './locks/detach-without-concurrently';
import { dropIndex } from './locks/drop-index';
import { lockTable } from './locks/lock-table';
import { multipleAlterTable } from './locks/multiple-alter-table';
import { tooManyLocks } from './locks/too-many-locks';
import { wideLockWindow } from './locks/wide-lock-window';
import { assignedTwice } from './mistakes/assigned-twice';
import { policyClause } from './mistakes/policy-clause';
import { policyWithNew } from './mistakes/policy-with-new';
import { styleRules } from './style/style-rules';
import { triggerFunction } from './triggers/trigger-function';

/** The rules that look at the files by their syntax, in the order of the documentation. */
export const fileRules: readonly FileRule[] = [
  dropIndex,
  detachWithoutConcurrently,
  lockTable,
  wideLockWindow,
  tooManyLocks,
  multipleAlterTable,
  truncate,
  disableTrigger,
  policyClause,
  policyWithNew,
  assignedTwice,
  triggerFunction,
  ...styleRules,
];
