import type { ParsedScript } from '../../migrations/migration';
import type { Statement } from '../../sql/statements/statement';

/** A comment `-- pgrestify-ignore <rule>: <reason>`. */
export interface Waiver {
  /** Empty where it names none. */
  readonly rule: string;
  /** Undefined: it gives none, and waives nothing. */
  readonly reason: string | undefined;
  /** The byte of the script at which it stands. */
  readonly offset: number;
  /** The statement that it stands over; undefined behind the last one. */
  readonly over: Statement | undefined;
}

/** All comments of a script that waive, or mean to, in their order. */
export function readWaivers({ script: { text }, statements }: ParsedScript): readonly Waiver[] {
  if (!text?.includes('pgrestify-ignore')) return [];
  const waivers: Waiver[] = [];
  let from = 0;
  for (const over of [...statements, undefined]) {
    const between = text.toString('latin1', from, over?.start ?? text.length);
    for (const { index, 0: comment, 1: rest = '' } of between.matchAll(waiverLine)) {
      const offset = from + index + comment.indexOf('--');
      const [, rule = '', reason] = ruleAndReason.exec(rest) ?? [];
      waivers.push({ rule, reason, offset, over });
    }
    from = over?.copyData?.end ?? over?.end ?? text.length;
  }
  return waivers;
}

const waiverLine = /^[ \t]*--[ \t]*pgrestify-ignore(?![\w-])(.*)$/gm;
const ruleAndReason = /^[ \t]+([\w-]+)[ \t]*(?::[ \t]*(\S.*))?/;
