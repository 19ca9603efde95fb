import type { Hooks } from '../../migrations/hooks/hook';
import type { MigrationSet, RepeatableScript, Script } from '../../migrations/migration';

/** All that runs on a shadow. */
export interface ShadowScripts {
  readonly setup: readonly RepeatableScript[];
  readonly sets: readonly MigrationSet[];
  readonly hooks: readonly Hooks[];
}

/**
 * Tells whether a role that came while scripts ran is theirs: its name is a word of one of them. Statements do not tell,
 * as they may come to be in a DO block only (`EXECUTE format('CREATE ROLE %I', …)`). Pure.
 */
export function roleNamer(scripts: ShadowScripts): (role: string) => boolean {
  const texts = listScripts(scripts).flatMap(({ text }) => (text ? [text.toString('utf8')] : []));
  return (role) => {
    const escaped = role.replaceAll('"', '""').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const word = new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped}(?![\\p{L}\\p{N}_$])`, 'iu');
    return texts.some((text) => word.test(text));
  };
}

function listScripts({ setup, sets, hooks }: ShadowScripts): readonly Script[] {
  const ofSets = sets.flatMap(({ before, versioned, after, testData }) => [
    ...[...before, ...after, ...testData].map(({ script }) => script),
    // A role that down.sql makes is one that up.sql drops.
    ...versioned.map(({ up }) => up),
  ]);
  const ofHooks = hooks.flatMap((each) => Object.values(each).map(({ script }) => script));
  return [...setup.map(({ script }) => script), ...ofSets, ...ofHooks];
}
