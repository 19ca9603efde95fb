import type { FileRule } from '../review/file-rule';
import { disableTrigger } from './compatibility/disable-trigger';
import { dropConstraint } from './compatibility/drop-constraint';
import { dropObject } from './compatibility/drop-object';
import { dropTrigger } from './compatibility/drop-trigger';
import { enumValueOrder } from './compatibility/enum-value-order';
import { loosenColumn } from './compatibility/loosen-column';
import { renameColumn } from './compatibility/rename-column';
import { renameObject } from './compatibility/rename-object';
import { renameTable } from './compatibility/rename-table';
import { changeAllRows } from './data/change-all-rows';
import { dropCascade } from './data/drop-cascade';
import { dropColumn } from './data/drop-column';
import { dropSchema } from './data/drop-schema';
import { dropTable } from './data/drop-table';
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
import { disableRowSecurity } from './security/disable-row-security';
import { dropPolicy } from './security/drop-policy';
import { grantToEveryone } from './security/grant-to-everyone';
import { styleRules } from './style/style-rules';
import { dynamicSql } from './transactions/dynamic-sql';
import { settingLeftBehind } from './transactions/setting-left-behind';
import { transactionTakenApart } from './transactions/transaction-taken-apart';
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
  dropTable,
  dropColumn,
  dropSchema,
  dropCascade,
  changeAllRows,
  renameTable,
  renameColumn,
  renameObject,
  dropObject,
  dropTrigger,
  dropConstraint,
  loosenColumn,
  enumValueOrder,
  transactionTakenApart,
  settingLeftBehind,
  dynamicSql,
  disableRowSecurity,
  dropPolicy,
  grantToEveryone,
  ...styleRules,
];
