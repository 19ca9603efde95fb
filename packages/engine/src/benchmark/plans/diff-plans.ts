import { describePlan, type PlanLine } from './describe-plan';
import type { QueryPlan } from './plan-node';

/**
 * Two plans as one text: lines that both have after two blanks, those of the plan before after `- `, those of the plan
 * after after `+ `. A line that both have shows what it took before and after where that differs. Pure.
 */
export function diffPlans(before: QueryPlan, after: QueryPlan): readonly string[] {
  const [old, now] = [describePlan(before), describePlan(after)];
  const common = commonLengths(old, now);
  const lines: string[] = [];
  let [at, to] = [0, 0];
  while (at < old.length || to < now.length) {
    const [removed, added] = [old[at], now[to]];
    if (removed && added && removed.text === added.text) {
      lines.push(`  ${describeBoth(removed, added)}`);
      [at, to] = [at + 1, to + 1];
    } else if (removed && (!added || lengthAt(common, at + 1, to) >= lengthAt(common, at, to + 1))) {
      lines.push(`- ${describeLine(removed)}`);
      at += 1;
    } else if (added) {
      lines.push(`+ ${describeLine(added)}`);
      to += 1;
    }
  }
  return lines;
}

/** A plan alone, as a text. */
export function planText(plan: QueryPlan): string {
  return describePlan(plan).map(describeLine).join('\n');
}

/** How many lines the rests from each pair of places have in common. */
function commonLengths(old: readonly PlanLine[], now: readonly PlanLine[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let at = old.length - 1; at >= 0; at -= 1) {
    for (let to = now.length - 1; to >= 0; to -= 1) {
      const isSame = old[at]?.text === now[to]?.text;
      const length = isSame
        ? lengthAt(lengths, at + 1, to + 1) + 1
        : Math.max(lengthAt(lengths, at + 1, to), lengthAt(lengths, at, to + 1));
      lengths[at]?.splice(to, 1, length);
    }
  }
  return lengths;
}

function lengthAt(lengths: readonly (readonly number[])[], at: number, to: number): number {
  return lengths[at]?.[to] ?? 0;
}

function describeLine({ text, figures }: PlanLine): string {
  return figures === '' ? text : `${text}  ${figures}`;
}

function describeBoth(old: PlanLine, now: PlanLine): string {
  if (old.figures === now.figures) return describeLine(now);
  return `${old.text}  ${old.figures} → ${now.figures}`;
}
