import { quoteLiteral } from '../../sql/names/quote';
import { pinSearchPathSql } from './history-sql';

/**
 * The applied scripts of all projects with the places of their first and last successful run among all events, which
 * `applied_order` does not tell of a repeatable script. Should events be gone, the row's own order stands in.
 */
export const selectAppliedScriptsSql = `${pinSearchPathSql}
SELECT m.project, m.id, m.kind, m.checksum,
  coalesce(e.first_run, m.applied_order) AS first_run, coalesce(e.last_run, m.applied_order) AS last_run,
  coalesce(e.last_baseline = e.last_run, false) AS baselined
FROM pgrestify.migrations m
LEFT JOIN (
  SELECT project, target, id, min(event_id) AS first_run, max(event_id) AS last_run,
    max(event_id) FILTER (WHERE action = 'baseline') AS last_baseline
  FROM pgrestify.migration_events WHERE action IN ('up', 'baseline') AND outcome = 'succeeded' GROUP BY project, target, id
) e ON e.project = m.project AND e.target = m.target AND e.id = m.id
-- What a rollback dropped of a repeatable script is to be made again, so it is not expected meanwhile.
WHERE m.outcome = 'applied' AND NOT EXISTS (
  SELECT FROM pgrestify.migration_events d WHERE d.project = m.project AND d.target = m.target AND d.id = m.id
    AND d.action = 'drop' AND d.at > m.applied_at
) ORDER BY last_run, m.applied_order`;

/** Texts that history keeps of applied scripts. */
export function selectStoredTextsSql(scripts: readonly { readonly project: string; readonly id: string }[]): string {
  const keys = scripts.map(({ project, id }) => `(${quoteLiteral(project)}, ${quoteLiteral(id)})`);
  return `${pinSearchPathSql}
SELECT project, id, up_text AS text FROM pgrestify.migrations WHERE (project, id) IN (${keys.join(', ')})`;
}
