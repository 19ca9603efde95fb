import type {
  CopiedRows,
  LostData,
  Measurement,
  RehearsalPass,
  RehearsalResult,
  RehearsedCopy,
  RehearsedScript,
  RehearsedStep,
  Rewrite,
  TableScan,
} from '../rehearsal/rehearsal';
import { describeDuration, describeErrorReport, describeSize, plural } from './describe';

/** More tables than these of one kind are counted, not named. */
const maxNamed = 20;

/** What of the rows is in a copy, in words. */
export const rowWords: Readonly<Record<CopiedRows, string>> = {
  none: 'without rows',
  anonymized: 'with rows made anonymous',
  'as-they-are': 'with rows as they are',
};

/** The pass, in words. */
export const passWords: Readonly<Record<RehearsalPass, string>> = { up: 'up', down: 'down', 'up-again': 'up again' };

/** `beside the database, with rows as they are: 12.0 MB in 340 ms`. */
export function describeCopy({ place, data, sizeBytes, durationMs }: RehearsedCopy): string {
  return `${place}, ${rowWords[data]}: ${describeSize(sizeBytes)} in ${describeDuration(durationMs)}`;
}

/** A script of a rehearsal as names and values: how long each pass took, and what it did. */
export function describeScript(script: RehearsedScript): readonly (readonly [name: string, value: string])[] {
  const { up, down, upAgain, notUndone, lost } = script;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['up', describeStep(up)],
    ['down', down ? describeStep(down) : notUndone && `not tried: ${notUndone}`],
    ['up again', upAgain && describeStep(upAgain)],
    ...describeMeasurement('', up.measured),
    ...describeMeasurement('down ', down?.measured),
    ['grows by', up.measured && describeGrowth(up.measured)],
    ['not brought back', lost && lost.length > 0 ? lost.map(describeLost).join(', ') : undefined],
  ];
  return facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]));
}

/** What went wrong in a rehearsal, script by script. */
export function describeFailures({ scripts }: RehearsalResult): readonly string[] {
  return scripts.flatMap(({ id, up, down, upAgain }) =>
    [
      { pass: passWords.up, step: up },
      { pass: passWords.down, step: down },
      { pass: passWords['up-again'], step: upAgain },
    ].flatMap(({ pass, step }) => (step?.error ? [`${id}, ${pass}\n${describeErrorReport(step.error)}`] : [])),
  );
}

function describeStep({ outcome, durationMs }: RehearsedStep): string {
  return outcome === 'succeeded' ? describeDuration(durationMs) : outcome;
}

function describeMeasurement(prefix: string, measured: Measurement | undefined): (readonly [string, string])[] {
  if (!measured) return [];
  const { locks, rewrites, scans } = measured;
  // What readers take stands in nobody's way.
  const strong = locks.filter(({ mode }) => mode !== 'AccessShareLock');
  return [
    [`${prefix}locks`, named(strong.map(({ table, mode }) => `${table} ${mode}`))],
    [`${prefix}rewrites`, named(rewrites.map(describeRewrite))],
    [`${prefix}reads all of`, named(scans.map(describeScan))],
  ];
}

function describeRewrite({ relation, kind, bytesBefore, bytesAfter }: Rewrite): string {
  const what = kind === 'table' ? relation : `${kind.replace('-', ' ')} ${relation}`;
  return `${what} ${describeSize(bytesBefore)} → ${describeSize(bytesAfter)}`;
}

function describeScan({ table, scans, bytes }: TableScan): string {
  return `${table} ${describeSize(bytes)}${scans > 1 ? ` ${scans} times` : ''}`;
}

function describeGrowth({ growthBytes, peakBytes }: Measurement): string {
  const growth = growthBytes < 0 ? `-${describeSize(-growthBytes)}` : describeSize(growthBytes);
  return peakBytes > Math.max(0, growthBytes) ? `${growth}, ${describeSize(peakBytes)} until its end` : growth;
}

function describeLost({ table, column, before, after, together }: LostData): string {
  const lost = before - after;
  const what =
    column === undefined ? `${plural(lost, 'row')} of ${table}` : `${plural(lost, 'value')} of ${table}.${column}`;
  return together === undefined ? what : `${what} (together with ${named(together)})`;
}

function named(all: readonly string[]): string {
  if (all.length <= maxNamed) return all.join(', ');
  return `${all.slice(0, maxNamed).join(', ')} and ${all.length - maxNamed} more`;
}
