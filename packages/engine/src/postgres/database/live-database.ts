import { asStepFailure } from '../../apply/failures/as-failure';
import { copyDataOf } from '../../apply/script/copy-data';
import { composeTrial } from '../../apply/script/trial-message';
import type { AppliedScript, LiveDatabase, ScriptKey } from '../../checks/live/live-database';
import { selectAppliedScriptsSql, selectStoredTextsSql } from '../../history/sql/applied-scripts-sql';
import type { StepTimeouts } from '../../history/store';
import type { Step } from '../../plan/plan';
import { parseSnapshot } from '../../schema/parse-snapshot';
import { snapshotSql } from '../../schema/snapshot-query';
import type { AskedDatabase } from '../session/asked-database';
import type { TextRow } from '../session/message-query';
import { selectSessionSettingsSql } from './session-settings-sql';

/** What checks read of a database, over the connection of its run. `lockTimeoutMs` bounds reading the catalog. */
export function liveDatabase(asked: AskedDatabase, lockTimeoutMs: number): LiveDatabase {
  return {
    serverVersion: async () => (await asked.server()).serverVersion,
    snapshot: async () =>
      parseSnapshot(
        await asked.rows((version) => `SET LOCAL lock_timeout = ${lockTimeoutMs};\n${snapshotSql(version)}`),
      ),
    roles: async () => {
      const rows = await asked.rows(() => selectRolesSql);
      const { user, database } = rows[0] ?? {};
      return { user: user ?? '', database: database ?? '', names: rows.map(({ name }) => name ?? '') };
    },
    sessionSettings: async () => {
      const rows = await asked.rows(() => selectSessionSettingsSql);
      return new Map(rows.map(({ name, value }) => [name ?? '', value ?? '']));
    },
    appliedScripts: async () => {
      const { historyExists } = await asked.server();
      return historyExists ? (await asked.rows(() => selectAppliedScriptsSql)).map(parseAppliedScript) : [];
    },
    storedTexts: async (scripts) => inOrder(scripts, await asked.rows(() => selectStoredTextsSql(scripts))),
    tryScript: (step, timeouts) => tryScript(asked, step, timeouts),
  };
}

/** Names that begin with `pg_` are reserved for the server's own roles. */
const selectRolesSql = `SELECT SESSION_USER AS user, pg_catalog.current_database() AS database, rolname AS name
FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' ORDER BY 3`;

function parseAppliedScript(row: TextRow): AppliedScript {
  return {
    project: row.project ?? '',
    id: row.id ?? '',
    kind: row.kind === 'repeatable' ? 'repeatable' : 'versioned',
    checksum: row.checksum ?? '',
    baselined: row.baselined === 't',
    firstRun: Number(row.first_run),
    lastRun: Number(row.last_run),
  };
}

function inOrder(scripts: readonly ScriptKey[], rows: readonly TextRow[]): readonly (string | undefined)[] {
  const keyOf = (project: string | null | undefined, id: string | null | undefined) => JSON.stringify([project, id]);
  const texts = new Map(rows.map((row) => [keyOf(row.project, row.id), row.text ?? undefined]));
  return scripts.map(({ project, id }) => texts.get(keyOf(project, id)));
}

async function tryScript(asked: AskedDatabase, step: Step, timeouts: StepTimeouts): Promise<void> {
  if (!step.script || step.script.mode === 'empty') return;
  const message = composeTrial(step.script, timeouts);
  try {
    const text = message.before + message.script + message.after;
    await asked.send({ text, copyData: copyDataOf(step.script), rows: 'discarded' });
  } catch (error) {
    const failure = asStepFailure(error, { step, message, cancelled: false });
    if (failure !== error) await asked.send({ text: 'ROLLBACK' });
    throw failure;
  }
}
