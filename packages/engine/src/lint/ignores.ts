/** A finding waived by a comment over its statement. */
export interface Ignore {
  readonly rule: string;
  readonly reason: string;
}

/** The `-- pgrestify-ignore <rule>: <reason>` lines in what stands between two statements. One without reason is none. */
export function readIgnores(text: Buffer, from: number, to: number): readonly Ignore[] {
  const between = text.toString('utf8', from, to);
  return [...between.matchAll(/^[ \t]*--[ \t]*pgrestify-ignore[ \t]+([\w-]+)[ \t]*:[ \t]*(\S.*)$/gm)].map(
    ([, rule = '', reason = '']) => ({ rule, reason: reason.trim() }),
  );
}
