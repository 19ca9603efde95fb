import { isRequirementMet } from '../../history/requirement';
import type { LaterId } from '../../migrations/release/later-ids';
import { parseVersion } from '../../migrations/version';

/** Whose migrations got other names. */
export interface Renamed {
  readonly project: string;
  readonly ids: readonly LaterId[];
  /** Ids that stay, which may be what a version means. */
  readonly others: readonly string[];
}

/**
 * A script's text in which each `requires` of a renamed migration names it anew: by its id where it was named so, else by
 * its version. The same text where there is none. Pure.
 */
export function moveRequirements(text: string, { project, ids, others }: Renamed): string {
  return text.replaceAll(directive, (line, before: string, name: string, wanted: string) => {
    if (name !== project || meets(wanted, others)) return line;
    const moved = ids.find(({ from }) => meets(wanted, [from]));
    if (!moved) return line;
    const version = parseVersion(moved.to)?.text;
    return `${before}${name}:${moved.from === wanted || version === undefined ? moved.to : version}`;
  });
}

const directive = /^([ \t]*--[ \t]*pgrestify:[ \t]*requires[ \t]+)([^\s:]+):([^\s:]+)/gm;

function meets(wanted: string, ids: readonly string[]): boolean {
  return isRequirementMet(
    wanted,
    ids.map((id) => ({ id, version: parseVersion(id)?.text })),
  );
}
