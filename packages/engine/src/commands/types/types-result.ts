import type { CheckReport } from '../../checks/check-run';
import type { Finding } from '../../checks/finding';
import type { TypesFormat } from '../../types/output/types-format';

/** How `types` ended. Only `succeeded` is exit 0; warnings do not fail. */
export interface TypesResult {
  readonly command: 'types';
  readonly project: string;
  readonly environment: string;
  readonly outcome: 'succeeded' | 'failed';
  /** The major of the shadow. */
  readonly postgres: readonly number[];
  readonly checks: readonly CheckReport[];
  readonly findings: readonly Finding[];
  readonly file: TypesFileReport;
  readonly durationMs: number;
}

/** The file of types. */
export interface TypesFileReport {
  /** Relative to the workspace. */
  readonly path: string;
  readonly format: TypesFormat;
  readonly schemas: readonly string[];
  /** `current`: it is what the migrations make; `stale`, of `--check`: it is not; `unknown`: a finding says why. */
  readonly state: 'written' | 'current' | 'stale' | 'unknown';
}
