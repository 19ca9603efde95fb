/**
 * The order in which statements mend a schema: first away with what stands in the way of changes, then what others lean on
 * before what leans on it, and last away with what nothing leans on any more. Rights come at the very end, when all stands.
 */
export const phases = [
  'drop rule',
  'drop trigger',
  'drop policy',
  'drop view',
  'drop foreign key',
  'drop constraint',
  'drop index',
  'drop statistics',
  'extension',
  'schema',
  'type',
  'sequence',
  'early routine',
  'table',
  'column',
  'routine',
  'property',
  'identity',
  'index',
  'constraint',
  'foreign key',
  'statistics',
  'view',
  'trigger',
  'policy',
  'rule',
  'drop user',
  'drop column',
  'drop table',
  'drop routine',
  'drop sequence',
  'drop type',
  'drop schema',
  'drop extension',
  'mark',
  'owner',
  'grant',
] as const;

/** When a statement comes. */
export type Phase = (typeof phases)[number];

/** Where a phase stands among the others. */
export function phaseOrder(phase: Phase): number {
  return phases.indexOf(phase);
}
