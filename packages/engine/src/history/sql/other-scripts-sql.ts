import { type HistoryScope, ofScope, pinSearchPathSql } from './history-sql';

/** Directives stand before the first statement: more than this of a text is not read for them. */
const maxHeadCharacters = 65_536;

/** The scripts that history has of other projects, by project and id; see `OtherScript`. */
export function selectOtherScriptsSql(scope: HistoryScope): string {
  return `${pinSearchPathSql}
SELECT m.project, m.kind, m.id, m.version, m.checksum, m.outcome,
  (SELECT e.environment FROM pgrestify.environment e WHERE e.project = m.project AND e.target = m.target) AS environment,
  CASE WHEN strpos(m.up_text, 'pgrestify:') > 0 THEN left(m.up_text, ${maxHeadCharacters}) END AS head
FROM pgrestify.migrations m WHERE NOT (${ofScope(scope, 'm.')}) ORDER BY m.project, m.id`;
}
