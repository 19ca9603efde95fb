/** The schema of a database as data: read in one message, fingerprinted, compared, described. */
export { compareForUndo, type UndoComparison, type UndoException } from './compare-for-undo';
export { describeDifferences } from './describe-differences';
export { type DiffOptions, diffSchemas, type FieldDifference, type Owners, type SchemaDifference } from './diff';
export { columnOrder, fingerprintSchema } from './fingerprint';
export { listTables, type TableSummary } from './list-tables';
export { parseSnapshot } from './parse-snapshot';
export { executeSnapshotSql, prepareSnapshotSql } from './prepared-snapshot';
export { type EngineSchema, snapshotSql } from './snapshot-query';
