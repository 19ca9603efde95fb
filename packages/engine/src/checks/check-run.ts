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
  /** The major of its shadow, where several were tried. */
  readonly postgres?: number;
}

/** Checks that were run so far, and all that they found. */
export class CheckRun {
  readonly #reports: CheckReport[] = [];
  readonly #findings: Finding[] = [];

  /** `postgres` is the major of the shadow, where events should say it. */
  constructor(
    private readonly ports: { readonly clock: Clock; readonly reporter: Reporter },
    private readonly about: { readonly postgres?: number } = {},
  ) {}

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
    reporter.report({ type: 'check-started', at: clock.now(), name, ...this.about });
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
    reporter.report({
      type: 'check-finished',
      at: clock.now(),
      name,
      durationMs,
      findings: findings.length,
      ...this.about,
    });
    return result;
  }

  /** Takes back what later checks showed not to be so. */
  withdraw(isRefuted: (finding: Finding) => boolean): void {
    const kept = this.#findings.filter((finding) => !isRefuted(finding));
    this.#findings.splice(0, this.#findings.length, ...kept);
  }

  /** Takes over what other runs of checks found. */
  take({ reports, findings }: Pick<CheckRun, 'reports' | 'findings'>): void {
    this.#reports.push(...reports);
    this.#findings.push(...findings);
  }

  /** Notes checks that cannot run; a finding says why. */
  skip(names: readonly CheckName[]): void {
    for (const name of names) this.#reports.push({ name, outcome: 'skipped', findings: 0, durationMs: 0 });
  }
}
