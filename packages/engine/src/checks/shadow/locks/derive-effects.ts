import { blockedBy, type LockMode, strongestMode, strongLock } from '../../../sql/locks/lock-modes';
import type { TableWork } from '../../measured-lock';
import type { MeasuredStatement } from './read-statements';
import { parseReading, type Reading, type RelationReading } from './reading';
import type { ScriptEffect, StatementEffect, TableEffect } from './table-effect';

/** What each statement of a script did to the tables that were there before it, from what was read between them. Pure. */
export function deriveEffects(measured: readonly string[], statements: readonly MeasuredStatement[]): ScriptEffect {
  const effects: StatementEffect[] = [];
  const ends: TransactionEnd[] = [];
  let transaction: Transaction | undefined;
  for (const reading of measured.map(parseReading)) {
    if (reading.at === 'begin') {
      if (transaction) ends.push(transaction.end());
      transaction = new Transaction(reading.relations);
      continue;
    }
    const { words = [], isRead } = statements[reading.at] ?? {};
    const found = transaction?.follow({ ...reading, at: reading.at }, words) ?? [];
    if (isRead) effects.push({ at: reading.at, effects: found });
  }
  if (transaction) ends.push(transaction.end());
  return {
    statements: effects,
    made: ends.flatMap(({ made }) => made),
    gone: ends.flatMap(({ gone }) => gone),
    renamed: ends.flatMap(({ renamed }) => renamed),
  };
}

type TransactionEnd = Omit<ScriptEffect, 'statements'>;

/** A lock that the transaction holds, and the statement that took it. */
interface Held {
  readonly mode: LockMode;
  readonly since: number;
}

/** One transaction of a script, from reading to reading. */
class Transaction {
  readonly #before: ReadonlyMap<string, RelationReading>;
  /** Those that were there before, as they are now. */
  readonly #known: Map<string, RelationReading>;
  /** Those that it made, by OID. */
  readonly #made = new Map<string, RelationReading>();
  readonly #dropped = new Set<string>();
  readonly #held = new Map<string, Held>();

  constructor(before: ReadonlyMap<string, RelationReading>) {
    this.#before = before;
    this.#known = new Map(before);
  }

  /** What the statement did that was run since the reading before. */
  follow({ at, relations }: Reading & { readonly at: number }, words: readonly string[]): readonly TableEffect[] {
    const touched = new Map<string, Touched>();
    for (const [oid, now] of relations) {
      const known = this.#known.get(oid);
      const owner = this.#known.get(known?.owner ?? now.owner);
      if (known) {
        const seen = touched.get(known.owner) ?? untouched;
        touched.set(known.owner, this.#look({ oid, known, now, at }, seen));
        if (now.name === undefined) this.#dropped.add(oid);
        this.#known.set(oid, { ...now, name: now.name ?? known.name, owner: known.owner, kind: known.kind });
      } else if (now.name !== undefined) {
        // That of a partitioned table alone holds nothing.
        if (owner && now.kind === 'i' && !this.#made.has(oid)) {
          touched.set(now.owner, { ...(touched.get(now.owner) ?? untouched), isBuilt: true });
        }
        this.#made.set(oid, now);
      }
    }
    this.#forget(relations);
    return [...touched].flatMap(([oid, seen]) => this.#effectOn(oid, seen, { at, isEmptied: empties(words) }));
  }

  /** Locks are given back with a savepoint. */
  #forget(relations: Reading['relations']): void {
    for (const oid of this.#held.keys()) {
      if ((relations.get(oid)?.modes.length ?? 0) === 0) this.#held.delete(oid);
    }
  }

  #look({ oid, known, now, at }: Look, seen: Touched): Touched {
    const mode = strongestMode(now.modes);
    const isTaken = mode !== undefined && mode !== this.#held.get(oid)?.mode && strongLock(mode) !== undefined;
    if (mode !== undefined && mode !== this.#held.get(oid)?.mode) this.#held.set(oid, { mode, since: at });
    const isRefiled = now.name !== undefined && now.file !== known.file;
    // A foreign key that is checked is read with its table, in one query that passes the other by where one is empty.
    const isReferenced = !known.modes.includes(referenceMode) && now.modes.includes(referenceMode);
    if (isIndex(known)) {
      const isLocked = isTaken && mode === 'AccessExclusiveLock';
      return {
        ...seen,
        isBuilt: seen.isBuilt || isRefiled,
        ...(isLocked && known.name !== undefined && { index: known.name }),
      };
    }
    return {
      ...seen,
      isTaken: seen.isTaken || isTaken,
      isRewritten: isRefiled,
      isScanned: now.scans > known.scans || (isReferenced && mode !== undefined && strongLock(mode) !== undefined),
      name: known.name,
    };
  }

  #effectOn(oid: string, seen: Touched, { at, isEmptied }: Doing): readonly TableEffect[] {
    const known = this.#known.get(oid);
    const held = this.#held.get(oid);
    const lock = held && strongLock(held.mode);
    const work = isEmptied ? 'none' : workOf(seen);
    const isIndexLocked = seen.index !== undefined && lock !== 'ACCESS EXCLUSIVE';
    if (!known || !(lock || isIndexLocked) || !(seen.isTaken || isIndexLocked || work !== 'none')) return [];
    const kind = kindOf(known.kind);
    const table = seen.name ?? known.name;
    if (!kind || table === undefined) return [];
    return [
      {
        table,
        kind,
        ...(lock && { lock }),
        ...(isIndexLocked && seen.index !== undefined && { index: seen.index }),
        blocks: lock === undefined || isIndexLocked ? 'reads-and-writes' : blockedBy(lock),
        work,
        ...(held && lock && held.since !== at && { heldSince: held.since }),
      },
    ];
  }

  end(): TransactionEnd {
    const renamed: { readonly from: string; readonly to: string }[] = [];
    const gone: string[] = [];
    for (const [oid, { name: from }] of this.#before) {
      const to = this.#dropped.has(oid) ? undefined : this.#known.get(oid)?.name;
      if (from === undefined || to === from) continue;
      gone.push(from);
      if (to !== undefined) renamed.push({ from, to });
    }
    return { made: [...this.#made.values()].flatMap(({ name }) => name ?? []), gone, renamed };
  }
}

interface Look {
  readonly oid: string;
  readonly known: RelationReading;
  readonly now: RelationReading;
  readonly at: number;
}

interface Doing {
  readonly at: number;
  readonly isEmptied: boolean;
}

/** What was done to a table and its indexes between two readings. */
interface Touched {
  readonly isTaken: boolean;
  readonly isRewritten: boolean;
  readonly isScanned: boolean;
  readonly isBuilt: boolean;
  readonly name: string | undefined;
  /** One that it locked so that nobody can use it. */
  readonly index?: string;
}

/** Of ALTER TABLE on the table to which a foreign key refers, only while it checks that. `tried on 14, 16 and 18` */
const referenceMode: LockMode = 'RowShareLock';

const untouched: Touched = {
  isTaken: false,
  isRewritten: false,
  isScanned: false,
  isBuilt: false,
  name: undefined,
};

function workOf({ isRewritten, isBuilt, isScanned }: Touched): TableWork {
  if (isRewritten) return 'rewrite';
  if (isBuilt) return 'index-build';
  return isScanned ? 'scan' : 'none';
}

/** Their table has a new file, without a row. */
function empties(words: readonly string[]): boolean {
  return words[0] === 'TRUNCATE' || (words[0] === 'REFRESH' && words.at(-1) === 'DATA' && words.at(-2) === 'NO');
}

function isIndex({ kind }: RelationReading): boolean {
  return kind === 'i' || kind === 'I';
}

function kindOf(kind: string): TableEffect['kind'] | undefined {
  switch (kind) {
    case 'p':
      return 'partitioned-table';
    case 'r':
    case 'f':
      return 'table';
    case 'm':
      return 'materialized-view';
    case 'v':
      return 'view';
    case 'S':
      return 'sequence';
    default:
      return undefined;
  }
}
