import type { BlockingRule } from './rule';
import { addCheck } from './rules/add-check';
import { addColumnComputed } from './rules/add-column-computed';
import { addColumnDefault } from './rules/add-column-default';
import { addColumnNotNull } from './rules/add-column-not-null';
import { addExclusion } from './rules/add-exclusion';
import { addForeignKey } from './rules/add-foreign-key';
import { addUnique } from './rules/add-unique';
import { alterConstraint } from './rules/alter-constraint';
import { attachPartition } from './rules/attach-partition';
import { changeAttributeType } from './rules/change-attribute-type';
import { changeColumnType } from './rules/change-column-type';
import { changeExpression } from './rules/change-expression';
import { changeStorage } from './rules/change-storage';
import { createIndex } from './rules/create-index';
import { detachPartition } from './rules/detach-partition';
import { domainConstraint } from './rules/domain-constraint';
import { refreshMaterializedView } from './rules/refresh-materialized-view';
import { reindex } from './rules/reindex';
import { rewriteTable } from './rules/rewrite-table';
import { setNotNull } from './rules/set-not-null';

/** Every rule that looks at one statement, in the order of the documentation. */
export const blockingRules: readonly BlockingRule[] = [
  createIndex,
  reindex,
  addUnique,
  addExclusion,
  addCheck,
  addForeignKey,
  setNotNull,
  alterConstraint,
  changeColumnType,
  changeAttributeType,
  addColumnDefault,
  addColumnComputed,
  addColumnNotNull,
  changeExpression,
  changeStorage,
  rewriteTable,
  refreshMaterializedView,
  attachPartition,
  detachPartition,
  domainConstraint,
];
