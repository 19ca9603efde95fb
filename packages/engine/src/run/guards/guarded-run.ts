/** What the guards of a run look at, beside settings, history and plan. */
export interface GuardedRun {
  /**
   * Whether the run can lose data that is meant to stay: a reset, a rollback, test data, a script that is no migration,
   * and what changes history without running anything.
   */
  readonly effect: 'additive' | 'destructive';
  readonly reset: 'none' | 'reset';
  /** Other projects in the database whose tables and history the reset may drop, too: `--also-reset`. */
  readonly alsoReset?: readonly string[];
  readonly testData: 'none' | 'included';
  /** `--confirm`, or `--confirm=<plan hash>`. */
  readonly confirm: boolean | string | undefined;
  /** Another environment whose stamp a run that only adds may meet: `--accept-stamp`. */
  readonly acceptStamp?: string | undefined;
  /** What the run does beside its steps that is neither reset nor test data, as `backup`: shown, and part of the plan's hash. */
  readonly besides?: readonly string[];
  /** When confirmation is asked for: `as-configured` unless set. */
  readonly confirmation?: 'as-configured' | 'always';
  /** `ignored` by a run that stamps the database anew, or has nothing to do where there is nothing of it; `heeded` unless set. */
  readonly stamps?: 'heeded' | 'ignored';
}
