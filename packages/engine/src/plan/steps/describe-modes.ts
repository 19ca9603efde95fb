import { parseScript } from '../../migrations/units/parse-script';
import type { MigrationState, MigrationStatus } from '../plan';
import { asLeftOff } from './as-left-off';
import { describeMode } from './describe-mode';

/** How each script runs that the next migrate runs, where that is not simply one transaction, by its id. Pure. */
export function describeModes(migrations: readonly MigrationStatus[]): ReadonlyMap<string, string> {
  return new Map(migrations.flatMap(modeOf));
}

function modeOf({ id, state, file, row }: MigrationStatus): readonly (readonly [string, string])[] {
  if (!file || !runsNext.has(state)) return [];
  const script = asLeftOff(parseScript(file.kind === 'versioned' ? file.up : file.script), row, 'up');
  const mode = describeMode(script);
  return mode === undefined ? [] : [[id, mode]];
}

/** States of what the next migrate runs. */
const runsNext: ReadonlySet<MigrationState> = new Set(['pending', 'failed', 'outdated', 'out-of-order']);
