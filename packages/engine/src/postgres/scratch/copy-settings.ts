import { quoteIdentifier, quoteLiteral } from '../../sql/names/quote';
import { MessageError, type TextRow } from '../session/message-query';
import type { Session } from '../session/session';

/** A database, and the one that it is a copy of. */
export interface CopiedSettings {
  readonly name: string;
  readonly copyOf: string;
}

/** What sessions in a database begin with: all of them, or those of one role. */
export interface DatabaseSetting {
  readonly setting: string;
  readonly value: string;
  readonly of: 'database' | 'role';
}

/**
 * Gives a copy what `ALTER DATABASE … SET` says of its original, and `ALTER ROLE … IN DATABASE … SET` of the role that
 * connects: the server copies neither, and without a search_path, or a cost of pages, statements mean or do something else.
 * Answers the names of those that the role may not set. PostgreSQL docs, CREATE DATABASE, notes.
 */
export async function copySettings(session: Session, { name, copyOf }: CopiedSettings): Promise<readonly string[]> {
  const settings = parseSettings(await session.rows(selectSettingsSql(copyOf)));
  return giveSettings(session, { name, roleSql: 'CURRENT_USER' }, settings);
}

/** The same where both are on servers of their own. `roleSql` is the role as it is written in SQL. */
export async function giveSettings(
  session: Session,
  { name, roleSql }: { readonly name: string; readonly roleSql: string },
  settings: readonly DatabaseSetting[],
): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const { setting, value, of } of settings) {
    const target = of === 'database' ? 'DATABASE' : `ROLE ${roleSql} IN DATABASE`;
    // From what is set here: as a constant a list, as of search_path, would be one name.
    const text = `BEGIN;
SELECT pg_catalog.set_config(${quoteLiteral(setting)}, ${quoteLiteral(value)}, true);
ALTER ${target} ${quoteIdentifier(name)} SET ${settingName(setting)} FROM CURRENT;
COMMIT`;
    try {
      await session.send({ text });
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      await session.send({ text: 'ROLLBACK' });
      refused.push(setting);
    }
  }
  return refused;
}

/** What `selectSettingsSql` answers. Pure. */
export function parseSettings(rows: readonly TextRow[]): readonly DatabaseSetting[] {
  return rows.flatMap(({ setting, value, of }) =>
    setting === null || setting === undefined
      ? []
      : [{ setting, value: value ?? '', of: of === 'database' ? ('database' as const) : ('role' as const) }],
  );
}

/** Those of the database first, which the role's go over. */
export function selectSettingsSql(copyOf: string): string {
  return `SELECT split_part(c.setting, '=', 1) AS setting, substr(c.setting, strpos(c.setting, '=') + 1) AS value,
  CASE s.setrole WHEN 0 THEN 'database' ELSE 'role' END AS of
FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
CROSS JOIN LATERAL unnest(s.setconfig) WITH ORDINALITY AS c (setting, place)
WHERE d.datname = ${quoteLiteral(copyOf)}
  AND (s.setrole = 0 OR s.setrole = (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user))
ORDER BY s.setrole <> 0, c.place`;
}

/** Each part in quotes: a name may be of several, as `app.tenant`. */
function settingName(setting: string): string {
  return setting.split('.').map(quoteIdentifier).join('.');
}
