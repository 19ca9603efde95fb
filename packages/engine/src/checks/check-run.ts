import type { Reporter } from '../events';
import type { Clock } from '../ports';
import { type CheckName, type Finding, hasErrors } from './finding';

/** How one check went. */
export interface CheckReport {
  readonly name: CheckName;
  /** `skipped`: what another check found stands in its way. */
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly findings: number;
  readonly durationMs: number;
}

/** Checks that were run so far, and all that they found. */
export class CheckRun {
  readonly #reports: CheckReport[] = [];
  readonly #findings: Finding[] = [];

  constructor(private readonly ports: { readonly clock: Clock; readonly reporter: Reporter }) {}

  get reports(): readonly CheckReport[] {
    return this.#reports;
  }

  /** In the order in which they were found. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  get outcome(): 'succeeded' | 'failed' {
    return hasErrors(this.#findings) ? 'failed' : 'succeeded';
  }

  /** Runs a check, tells its start and its end, and keeps what it found. Gives what the check gave. */
  async check<T extends { readonly findings: readonly Finding[] }>(
    name: CheckName,
    body: () => T | Promise<T>,
  ): Promise<T> {
    const { clock, reporter } = this.ports;
    reporter.report({ type: 'check-started', at: clock.now(), name });
    const start = clock.monotonicMs();
    const result = await body();
    const durationMs = Math.round(clock.monotonicMs() - start);
    const { findings } = result;
    this.#findings.push(...findings);
    this.#reports.push({
      name,
      outcome: hasErrors(findings) ? 'failed' : 'passed',
      findings: findings.length,
      durationMs,
    });
    reporter.report({ type: 'check-finished', at: clock.now(), name, durationMs, findings: findings.length });
    return result;
  }

  /** Notes checks that cannot run; a finding says why. */
  skip(names: readonly CheckName[]): void {
    for (const name of names) this.#reports.push({ name, outcome: 'skipped', findings: 0, durationMs: 0 });
  }
}
