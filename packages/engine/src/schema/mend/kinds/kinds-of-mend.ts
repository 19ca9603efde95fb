import type { KindOfMend } from '../mending';
import { constraintMend } from '../table-parts/constraints';
import { indexMend } from '../table-parts/indexes';
import { policyMend } from '../table-parts/policies';
import { statisticsMend } from '../table-parts/statistics';
import { ruleMend, triggerMend } from '../table-parts/triggers';
import { eventTriggerMend, extensionMend, schemaMend, systemGrantsMend } from './database';
import { publishedTableMend } from './publications';
import { routineMend } from './routines';
import { sequenceMend } from './sequences';
import { tableMend } from './tables';
import { compositeMend, domainMend, enumMend } from './types';
import { materializedViewMend, viewMend } from './views';

/** How each kind of object is mended. Of others only comments, owners and rights are, and what is too much is dropped. */
export const kindsOfMend: ReadonlyMap<string, KindOfMend> = new Map([
  ['composite type', compositeMend],
  ['constraint', constraintMend],
  ['domain', domainMend],
  ['enum', enumMend],
  ['event trigger', eventTriggerMend],
  ['extension', extensionMend],
  ['function', routineMend],
  ['grants', systemGrantsMend],
  ['index', indexMend],
  ['materialized view', materializedViewMend],
  ['policy', policyMend],
  ['procedure', routineMend],
  ['published table', publishedTableMend],
  ['rule', ruleMend],
  ['schema', schemaMend],
  ['sequence', sequenceMend],
  ['statistics', statisticsMend],
  ['table', tableMend],
  ['trigger', triggerMend],
  ['view', viewMend],
]);
