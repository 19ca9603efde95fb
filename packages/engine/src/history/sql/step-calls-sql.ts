import type { Step } from '../../plan/plan';
import { quoteLiteral } from '../../sql/names/quote';
import type { RunIdentity } from '../store';
import { durationColumn, literalOrNull, noteOnTexts, type StoredTexts, storedText } from './history-sql';

/** Settings by name. */
export type Settings = Readonly<Record<string, string>>;

/** What the start of a step needs, keys of locks as SQL. */
export interface StepBeginning {
  readonly workerLockSql: string;
  readonly tokenSql: string;
  /** See `ScriptOptions`; undefined for a step that was not sent ahead. */
  readonly after: string | undefined;
  readonly settings: Settings;
}

/** The start of a step's transaction, of qualified names. */
export function beginStepSql({ workerLockSql, tokenSql, after, settings }: StepBeginning): string {
  return `SELECT pgrestify.begin_step(${workerLockSql}, ${tokenSql}, ${literalOrNull(after)}, ${arraySql(settings)})`;
}

/** What the end of a step sets: for the rest of its transaction, and for the session when it is committed. */
export interface StepEnding {
  readonly tokenSql: string;
  readonly ours: Settings;
  readonly kept: Settings;
}

/** Records a script that was applied for the first time, its row and its event; answers its milliseconds as `durationColumn`. */
export function recordUpSql(
  run: RunIdentity,
  step: Step,
  texts: StoredTexts,
  { tokenSql, ours, kept }: StepEnding,
): string {
  const script = step.script?.script;
  const values = [
    quoteLiteral(run.project),
    quoteLiteral(run.target),
    quoteLiteral(step.id),
    step.action === 'repeat' ? "'repeatable'" : "'versioned'",
    literalOrNull(step.version?.text),
    quoteLiteral(script?.checksum ?? ''),
    literalOrNull(texts.downChecksum),
    quoteLiteral(run.engineVersion),
    literalOrNull(run.gitCommit),
    quoteLiteral(run.runId),
    storedText(texts.up),
    storedText(texts.down),
    literalOrNull(noteOnTexts(texts)),
    literalOrNull(script?.directives.irreversible),
  ];
  return `SELECT pgrestify.record_up(${tokenSql}, ${arraySql(ours)}, ${arraySql(kept)}, ${values.join(', ')}) AS ${durationColumn}`;
}

/** Joined as it goes: each step has two, and lists on the way would be most of what it allocates. */
function arraySql(settings: Settings): string {
  let items = '';
  for (const [name, value] of Object.entries(settings)) {
    items += `${items === '' ? '' : ', '}'${name}', ${quoteLiteral(value)}`;
  }
  return `ARRAY[${items}]::pg_catalog.text[]`;
}
