/** What generators need: words to view-models of templates, and names of new migrations. Loads no driver. */
export { assertNever, EngineError } from '../errors';
export { nextMigrationId } from '../migrations/folders/next-migration-id';
export { type AddColumnView, deriveAddColumn } from './add-column';
export {
  type AddConstraintRequest,
  type AddConstraintView,
  type ConstraintKind,
  constraintKinds,
  deriveAddConstraint,
} from './add-constraint';
export { type AddIndexView, deriveAddIndex } from './add-index';
export { type BackfillRequest, type BackfillView, deriveBackfill } from './backfill';
export { deriveKnownObjects, type KnownObjects, type KnownScript, type KnownScripts } from './known/known-objects';
export { refuseTaken, type WantedNames } from './known/refuse-taken';
export {
  type GrantView,
  type PolicyView,
  type RowSecurity,
  type RowSecurityView,
  rowSecurityModes,
} from './policies';
export {
  deriveTable,
  describePolicy,
  type IndexView,
  ownerColumnNames,
  type TableRequest,
  type TableView,
} from './table';
