import { pinSearchPathSql } from '../../history/sql/history-sql';
import { quoteIdentifier } from '../../sql/names/quote';
import { openMaintenance, type ServerAccess } from '../database/maintenance-session';
import { MessageError, type TextRow } from '../session/message-query';
import type { Session } from '../session/session';
import { makerSpace, parseScratchName, projectPartOf, type ScratchName } from './scratch-name';

/** A scratch database that is abandoned and still there, and what the server said to that. */
export interface LeftScratch {
  readonly name: string;
  readonly reason: string;
}

/** What became of abandoned scratch databases. */
export interface ReapedScratch {
  readonly dropped: readonly string[];
  readonly left: readonly LeftScratch[];
}

/**
 * Drops the scratch databases that earlier runs of the project left behind: by name, of the role that connects, made
 * before now by the server's clock, without a maker that lives and without anybody who is connected. A maker has his lock
 * before the database is there, so no age has to pass first. Never one of another project or role, and never one in use:
 * it is dropped without FORCE. Throws the errors of connecting.
 */
export async function reapScratch(project: string, access: ServerAccess): Promise<ReapedScratch> {
  const session = await openMaintenance(access);
  try {
    const [dropped, left]: [string[], LeftScratch[]] = [[], []];
    for (const { name } of chooseAbandoned(await read(session), projectPartOf(project))) {
      const reason = await drop(session, name);
      if (reason === undefined) dropped.push(name);
      else if (reason !== 'used') left.push({ name, reason });
    }
    return { dropped, left };
  } finally {
    await session.close();
  }
}

/** What the server says of scratch databases of the role that nobody is connected to. */
export interface ScratchFacts {
  readonly nowSeconds: number;
  readonly unusedNames: readonly string[];
  /** Low halves of the locks that makers hold, in any database. */
  readonly makers: readonly number[];
}

/** Those of the project whose maker is gone, the oldest first. Pure. */
export function chooseAbandoned({ nowSeconds, unusedNames, makers }: ScratchFacts, projectPart: string): ScratchName[] {
  const living = new Set(makers);
  return unusedNames
    .flatMap((name) => parseScratchName(name) ?? [])
    .filter((scratch) => scratch.projectPart === projectPart && scratch.madeAtSeconds <= nowSeconds)
    .filter(({ makerLock }) => !living.has(makerLock.objectId))
    .sort((a, b) => a.madeAtSeconds - b.madeAtSeconds);
}

/** Locks after databases: a database that is seen without its maker has lost it. */
const selectFactsSql = `${pinSearchPathSql}
SELECT d.datname AS name FROM pg_database d
WHERE d.datname ~ '^pgrestify_scratch_' AND d.datdba = (SELECT r.oid FROM pg_roles r WHERE r.rolname = current_user)
  AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid AND a.backend_type IS DISTINCT FROM 'autovacuum worker');
SELECT l.objid AS maker FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = ${makerSpace} AND l.granted;
SELECT floor(extract(epoch FROM clock_timestamp()))::bigint AS now`;

async function read(session: Session): Promise<ScratchFacts> {
  const { rowSets } = await session.send({ text: selectFactsSql });
  const [[now] = [], makers = [], names = []]: (readonly TextRow[])[] = rowSets.slice(-3).reverse();
  return {
    nowSeconds: Number(now?.now),
    unusedNames: names.map(({ name }) => name ?? ''),
    makers: makers.map(({ maker }) => Number(maker)),
  };
}

/** Why it is still there; undefined when it is gone. */
async function drop(session: Session, name: string): Promise<string | undefined> {
  try {
    await session.send({ text: `DROP DATABASE IF EXISTS ${quoteIdentifier(name)}` });
    return undefined;
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    return error.serverError.code === objectInUse ? 'used' : error.message;
  }
}

const objectInUse = '55006';
