import type { Blocker, ExpectedDuration, MigrationEvent, ServerAmount, ServerProgress } from '../../events';
import { describeElapsed, describeSize, nameBlocker } from '../describe';

/** How far a step is. */
export type StepProgress = Extract<MigrationEvent, { type: 'step-progress' }>;

/** How far a copy of the database is. */
export type TransferProgress = Extract<MigrationEvent, { type: 'transfer-progress' }>;

/** How far a step is, in short parts: what is short and changes comes first. */
export function describeStepProgress(progress: StepProgress): readonly string[] {
  return [describeTime(progress), ...describeCounts(progress), ...describeWork(progress)];
}

/** `12 s`, and how long it took before: no more than that is known of how long it will take. */
export function describeTime({ elapsedMs, expected }: Pick<StepProgress, 'elapsedMs' | 'expected'>): string {
  return `${describeElapsed(elapsedMs)}${expected ? ` (${describeExpected(expected)})` : ''}`;
}

function describeExpected({ durationMs, environment }: ExpectedDuration): string {
  return `${describeElapsed(durationMs)} in ${environment}`;
}

/** Numbers: which statement, how many bytes, how much of the server's own work. */
export function describeCounts({ statements, bytes, server }: Partial<StepProgress>): readonly string[] {
  const percent = server?.amount && percentOf(server.amount);
  return [
    ...(statements ? [describeStatements(statements)] : []),
    ...(bytes ? [describeBytes(bytes)] : []),
    ...(percent === undefined ? [] : [`${percent} %`]),
  ];
}

/** Words: who is in the way, or what the server is at. */
export function describeWork({ server, blockers = [], waitEvent }: Partial<StepProgress>): readonly string[] {
  if (blockers.length > 0) return [describeBlockers(blockers)];
  if (server) return [describeServer(server)];
  return waitEvent === undefined ? [] : [waitEvent];
}

/** Who is in the way: the first, and how many more. */
export function describeBlockers(blockers: readonly Blocker[]): string {
  const more = blockers.length > 1 ? `${blockers.length} sessions, ` : '';
  return blockers
    .slice(0, 1)
    .map((blocker) => `by ${more}${nameBlocker(blocker)}`)
    .join('');
}

/** How far a copy is, beside what the one before it came to. */
export function describeTransfer({ elapsedMs, bytes, lastBytes }: TransferProgress): readonly string[] {
  const before = lastBytes === undefined ? '' : ` (${describeSize(lastBytes)} the last time)`;
  return [describeElapsed(elapsedMs), `${describeSize(bytes)}${before}`];
}

function describeStatements({ done, total }: NonNullable<StepProgress['statements']>): string {
  if (total === 0) return `${count(done)} statements`;
  return `statement ${Math.min(done + 1, total)} of ${total}`;
}

function describeBytes({ done, total }: NonNullable<StepProgress['bytes']>): string {
  return `${describeSize(done)} of ${describeSize(total)}`;
}

/** `building index: scanning table (public.posts)`: the phase tells what command it is. */
function describeServer({ command, phase, relation, amount }: ServerProgress): string {
  const amountText = amount && percentOf(amount) === undefined ? [describeAmount(amount)] : [];
  if (phase !== undefined) return `${[phase, ...amountText].join(', ')} (${relation ?? command})`;
  return [relation === undefined ? command : `${command} on ${relation}`, ...amountText].join(', ');
}

/** Of so few things a percentage would say less. */
const fewUnits: ReadonlySet<ServerAmount['unit']> = new Set(['sessions', 'indexes', 'parts']);

/** Rounded down, so that 100 % is all of it. */
function percentOf({ done, total, unit }: ServerAmount): number | undefined {
  return total === undefined || fewUnits.has(unit) ? undefined : Math.floor((100 * done) / total);
}

function describeAmount({ done, total, unit }: ServerAmount): string {
  if (unit === 'bytes') return describeSize(done);
  return total === undefined ? `${count(done)} ${unit}` : `${count(done)} of ${count(total)} ${unit}`;
}

/** `1,234,567`. */
function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
