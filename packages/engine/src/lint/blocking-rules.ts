import type { BlockingRule } from './rule';
import { addColumnComputed } from './rules/columns/add-column-computed';
import { addColumnDefault } from './rules/columns/add-column-default';
import { addColumnNotNull } from './rules/columns/add-column-not-null';
import { changeAttributeType } from './rules/columns/change-attribute-type';
import { changeColumnType } from './rules/columns/change-column-type';
import { changeExpression } from './rules/columns/change-expression';
import { changeStorage } from './rules/columns/change-storage';
import { setNotNull } from './rules/columns/set-not-null';
import { addCheck } from './rules/constraints/add-check';
import { addExclusion } from './rules/constraints/add-exclusion';
import { addForeignKey } from './rules/constraints/add-foreign-key';
import { addUnique } from './rules/constraints/add-unique';
import { alterConstraint } from './rules/constraints/alter-constraint';
import { domainConstraint } from './rules/constraints/domain-constraint';
import { attachPartition } from './rules/relations/attach-partition';
import { createIndex } from './rules/relations/create-index';
import { detachPartition } from './rules/relations/detach-partition';
import { refreshMaterializedView } from './rules/relations/refresh-materialized-view';
import { reindex } from './rules/relations/reindex';
import { rewriteTable } from './rules/relations/rewrite-table';

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
