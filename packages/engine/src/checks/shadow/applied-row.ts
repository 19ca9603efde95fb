import type { HistoryRow } from '../../history/history';
import type { ParsedScript, RepeatableScript, VersionedMigration } from '../../migrations/migration';

/**
 * The row that history holds of a script once a shadow has applied it, as far as steps look at it: a shadow's history is
 * known without reading it again for each step. Pure.
 */
export function appliedRow(file: VersionedMigration | RepeatableScript, parsed: ParsedScript): HistoryRow {
  const down = file.kind === 'versioned' ? file.down() : undefined;
  // A script outside a transaction leaves its progress, and the next record expects it.
  const units = parsed.mode === 'statements' ? parsed.units.length : 0;
  return {
    kind: file.kind,
    id: file.id,
    version: file.kind === 'versioned' ? file.version?.text : undefined,
    checksum: parsed.script.checksum,
    downChecksum: down?.checksum,
    outcome: 'applied',
    unitsDone: units,
    unitsTotal: units,
    unitStarted: undefined,
    appliedAt: new Date(0),
    appliedOrder: 0,
    durationMs: 0,
    appliedBy: '',
    engineVersion: '',
    gitCommit: undefined,
    runId: '',
    hasStoredDown: down !== undefined,
    irreversible: parsed.script.directives.irreversible,
    baselined: false,
  };
}
