import type { FileProblem, Script } from '../migration';
import { parseScript } from '../units/parse-script';

/** Name of diesel's settings of a migration, which stand beside its up.sql. */
export const dieselMetadataName = 'metadata.toml';

/**
 * What diesel's settings ask for that the script does not say itself: to run outside a transaction. No word where the
 * script says so, or has statements that cannot run in one, so that they do not anyway. Pure.
 */
export function checkDieselMetadata(
  settings: string,
  up: Script,
  migration: { path: string; id: string },
): readonly FileProblem[] {
  if (!/^[ \t]*run_in_transaction\s*=\s*false\b/m.test(settings) || parseScript(up).mode !== 'transactional') return [];
  const line = settings.slice(0, settings.search(/^[ \t]*run_in_transaction/m)).split('\n').length;
  return [
    {
      severity: 'error',
      code: 'LAYOUT_FOREIGN',
      message: 'diesel runs this migration outside a transaction by this line, which is not read here.',
      path: `${migration.path}/${dieselMetadataName}`,
      line,
      column: 1,
      ids: [migration.id],
      hint: 'Write `-- pgrestify: transaction off` as the first line of up.sql and of down.sql, and delete metadata.toml.',
      until: 'applied',
    },
  ];
}
