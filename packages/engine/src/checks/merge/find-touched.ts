import { EngineError } from '../../errors';
import type { Script, VersionedMigration } from '../../migrations/migration';
import type { Changed, Release } from '../../migrations/release/release';
import { type Finding, findingOf } from '../finding';
import type { MergeFacts } from './merge-facts';

/** Migrations of the base that are not here as databases applied them, unless the base has them so by now. */
export function findTouched({ edited, deleted, renamed }: Release, facts: MergeFacts): readonly Finding[] {
  const atTip = new Map(facts.tip.versioned.map((each) => [each.id, each]));
  const isOnTip = ({ id, up }: VersionedMigration) => atTip.get(id)?.up.checksum === up.checksum;
  return [
    ...edited.filter(({ after }) => !isOnTip(after)).map((each) => upEdited(each, facts)),
    ...deleted.filter(({ id }) => atTip.has(id)).map((each) => isDeleted(each, facts)),
    ...renamed.filter(({ after }) => !isOnTip(after)).map((each) => isRenamed(each, facts)),
    ...findUndoEdited(facts, atTip),
  ];
}

function upEdited({ after: { id, up } }: Changed<VersionedMigration>, facts: MergeFacts): Finding {
  const message = `${id} was edited, and ${facts.ref} has it: where it is applied, the next run is refused.`;
  const hint = `Restore it with \`${restore(up.path, facts)}\`, and write a new migration.`;
  const about = { severity: severityOf(facts), check: 'merge', code: 'BASE_EDITED' } as const;
  return findingOf({ ...about, message, ids: [id], path: up.path, hint });
}

function isDeleted({ id, path }: VersionedMigration, facts: MergeFacts): Finding {
  const message = `${id} was deleted, and ${facts.ref} has it: where it is applied, it is missing.`;
  const hint = `Restore it with \`${restore(path, facts)}\`, and write a new migration that undoes it.`;
  const about = { severity: severityOf(facts), check: 'merge', code: 'BASE_DELETED' } as const;
  return findingOf({ ...about, message, ids: [id], path, hint });
}

function isRenamed({ before, after }: Changed<VersionedMigration>, facts: MergeFacts): Finding {
  const { ref } = facts;
  const message = `${after.id} was ${before.id}, and ${ref} has it: where that is applied, it would be applied again.`;
  const hint = `Give it its name back with \`git mv ${quoted(after.path)} ${quoted(before.path)}\`.`;
  const about = { severity: severityOf(facts), check: 'merge', code: 'BASE_RENAMED' } as const;
  return findingOf({ ...about, message, ids: [after.id, before.id], path: after.up.path, hint });
}

/** On the base itself the migration may never have left this working tree: nobody but its author can tell. */
function severityOf({ head }: MergeFacts): 'error' | 'warning' {
  return head === 'at-base' ? 'warning' : 'error';
}

function findUndoEdited(facts: MergeFacts, atTip: ReadonlyMap<string, VersionedMigration>): readonly Finding[] {
  const before = new Map(facts.fork.versioned.map((each) => [each.id, each]));
  return facts.here.versioned.flatMap((after) => {
    const was = before.get(after.id);
    if (!was) return [];
    return (['down', 'verify'] as const).flatMap((role) => {
      const [old, now, tip] = [was, after, atTip.get(after.id)].map((each) => each && scriptOf(each, role));
      // One that is written later was missed before.
      if (!old || old.checksum === now?.checksum || tip?.checksum === now?.checksum) return [];
      return [undoEdited(after, role, { now, old }, facts)];
    });
  });
}

function undoEdited(
  { id }: VersionedMigration,
  role: 'down' | 'verify',
  { now, old }: { readonly now: Script | undefined; readonly old: Script },
  { ref }: MergeFacts,
): Finding {
  const message = `${role}.sql of ${id} was ${now ? 'edited' : 'deleted'}, and ${ref} has it as it was.`;
  const about = { severity: 'warning', check: 'merge', code: 'BASE_UNDO_EDITED' } as const;
  return findingOf({ ...about, message, ids: [id], path: now?.path ?? old.path });
}

/** Undefined also of one that cannot be read: that is found by the check of scripts. */
function scriptOf(migration: VersionedMigration, role: 'down' | 'verify'): Script | undefined {
  try {
    return migration[role]();
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

function restore(path: string, { commit }: MergeFacts): string {
  return `git checkout ${commit.slice(0, 12)} -- ${quoted(path)}`;
}

function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `"${path}"`;
}
