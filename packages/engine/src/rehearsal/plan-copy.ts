import type { Settings } from '../config/settings';
import type { Refusal } from '../plan/plan';
import type { CopiedData, CopyPlan } from './copy';
import type { CopyFacts, CopyKind } from './copy-facts';

/** Which copy is wanted, before it is known how it can be made. */
export interface CopyWish {
  readonly data: CopiedData;
  /** Whether all rows are wanted as they are, from wherever: `--with-data=raw`. */
  readonly isRaw: boolean;
  readonly isAnonymized: boolean;
  /** How many are made, one of the other; 1 unless set. */
  readonly copies?: number;
  /** Statements that are to be run on it and change more than the database, by their places: see `findBeyond`. */
  readonly beyond?: readonly string[];
}

/**
 * How a copy is made, the fastest way first: by the server itself, while nobody is connected; else by pg_dump. Where only
 * the schema is wanted of a large database, pg_dump is the faster one. What changes the whole server is not run beside the
 * database: only in development, where there is no other way. Refused: rows of an environment that is not development as
 * they are, a disk that is too small, and what can be made in no way. Pure.
 */
export function planCopy(settings: Settings, wish: CopyWish, facts: CopyFacts): CopyPlan {
  const ways = orderWays(wish, facts).map((kind) => ({ kind, ...findObstacle(kind, wish, facts) }));
  const chosen =
    ways.find(({ obstacle }) => obstacle === undefined) ?? ways.find(({ yields }) => yields && settings.development);
  const kind = chosen?.kind ?? 'template';
  // Of one that is taken in spite of its obstacle, all are said.
  const passed = chosen && chosen.obstacle === undefined ? ways.slice(0, ways.indexOf(chosen)) : ways;
  const because = passed.flatMap(({ obstacle }) => obstacle ?? []);
  return {
    kind,
    place: kind === 'template' ? 'beside the database' : `embedded PostgreSQL ${facts.serverMajor}`,
    because,
    refusals: [
      ...refuseRawData(settings, wish),
      ...(chosen ? refuseLittleRoom(kind, wish, facts) : [refuseAllWays(because, facts)]),
    ],
  };
}

/** Over this size the server copies files for longer than pg_dump writes a schema. */
const smallBytes = 256 * 1024 * 1024;

function orderWays({ data }: CopyWish, { sizeBytes }: CopyFacts): readonly CopyKind[] {
  return data === 'history' && sizeBytes > smallBytes ? ['dump', 'template'] : ['template', 'dump'];
}

/** What stands in a way. */
interface Obstacle {
  /** Undefined: nothing. */
  readonly obstacle: string | undefined;
  /** A copy can be made all the same. */
  readonly yields?: true;
}

function findObstacle(kind: CopyKind, { beyond = [] }: CopyWish, facts: CopyFacts): Obstacle {
  const obstacle = findBar(kind, facts);
  if (obstacle !== undefined || kind === 'dump' || beyond.length === 0) return { obstacle };
  return { obstacle: describeBeyond(beyond), yields: true };
}

/** Why a copy cannot be made in that way; undefined when it can. */
function findBar(kind: CopyKind, { otherSessions, mayCopy, isShared, dump }: CopyFacts): string | undefined {
  if (isShared) return sharedObstacle[kind];
  if (kind === 'dump') return dump.kind === 'missing' ? dump.reason : undefined;
  if (!mayCopy)
    return 'The role may not make a database as a copy of this one (CREATEDB, and its owner or a superuser).';
  if (otherSessions === 0) return undefined;
  return `${otherSessions === 1 ? 'A session is' : `${otherSessions} sessions are`} connected to the database, and the server copies none in use.`;
}

function describeBeyond([first, ...others]: readonly string[]): string {
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `${first}${more} is for the whole server: beside the database it would stay when the copy is gone.`;
}

/** Both ways need a session of their own. */
const sharedObstacle: Readonly<Record<CopyKind, string>> = {
  template: 'A pooler shares the connection, and who copies through it cannot be told from who is abandoned.',
  dump: 'pg_dump changes settings of its session, and behind a pooler an application would get that session.',
};

function refuseAllWays(because: readonly string[], { isShared }: CopyFacts): Refusal {
  return {
    code: 'COPY_IMPOSSIBLE',
    message: ['No copy of the database can be made:', ...because].join('\n'),
    ids: [],
    hint: isShared
      ? 'Connect to the server directly.'
      : 'Remove one of the obstacles, or leave migrations out with --to.',
    waivedBy: undefined,
  };
}

function refuseRawData(
  { environment, development }: Settings,
  { data, isRaw, isAnonymized }: CopyWish,
): readonly Refusal[] {
  if (data === 'history' || development || isRaw || isAnonymized) return [];
  return [
    {
      code: 'COPY_NOT_ANONYMIZED',
      message: `Environment "${environment}" is not development, and nothing makes its rows anonymous in the copy.`,
      ids: [],
      hint: 'Name SQL that does with --anonymize or `rehearsal.anonymize` of the config; leave --with-data out; or pass --with-data=raw, which takes them as they are.',
      waivedBy: '--with-data=raw',
    },
  ];
}

/** What a copy needs beside its own bytes: the log that the server writes for it, and what the migrations add. */
const besideBytes = 128 * 1024 * 1024;

function refuseLittleRoom(
  kind: CopyKind,
  { data, copies = 1 }: CopyWish,
  { sizeBytes, freeBytes }: CopyFacts,
): readonly Refusal[] {
  const free = freeBytes[kind];
  const copied = kind === 'dump' && data === 'history' ? 0 : sizeBytes * copies;
  const needed = Math.ceil(copied * 1.1) + besideBytes;
  if (free === undefined || free >= needed) return [];
  return [
    {
      code: 'COPY_DISK_FULL',
      message: `${copies === 1 ? 'A copy needs' : `${copies} copies need`} about ${megabytes(needed)} where ${megabytes(free)} are free.`,
      ids: [],
      hint: data === 'all' ? 'Make room, or leave --with-data out.' : 'Make room.',
      waivedBy: undefined,
    },
  ];
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}
