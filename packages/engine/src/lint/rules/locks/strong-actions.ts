import type { AlterTableCmd, AlterTableStmt } from 'libpg-query';
import { nodeOf, nodesOf } from '../../syntax/nodes';

/** Actions of ALTER TABLE that let the application read and write meanwhile, or are over before it could notice. */
const weak = new Set<AlterTableCmd['subtype']>([
  ...(['AT_ValidateConstraint', 'AT_SetStatistics', 'AT_SetOptions', 'AT_ResetOptions', 'AT_SetRelOptions'] as const),
  ...(['AT_ResetRelOptions', 'AT_ClusterOn', 'AT_DropCluster', 'AT_AttachPartition', 'AT_ChangeOwner'] as const),
  ...(['AT_EnableRowSecurity', 'AT_DisableRowSecurity', 'AT_ForceRowSecurity', 'AT_NoForceRowSecurity'] as const),
]);

/** Whether an ALTER TABLE takes ACCESS EXCLUSIVE for more than a word in the catalog about who may do what. */
export function locksOutReaders({ cmds }: AlterTableStmt): boolean {
  return nodesOf('AlterTableCmd', cmds).some(({ subtype, def }) => {
    if (subtype === 'AT_DetachPartition') return !nodeOf('PartitionCmd', def)?.concurrent;
    // SHARE ROW EXCLUSIVE: readers go on.
    if (subtype === 'AT_AddConstraint' && nodeOf('Constraint', def)?.contype === 'CONSTR_FOREIGN') return false;
    return !weak.has(subtype) && !/Trig/.test(subtype ?? '');
  });
}
