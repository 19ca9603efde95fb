/** What a tool says of a script. */
export interface ToolFinding {
  /** The migration. */
  readonly id: string;
  readonly script: 'up' | 'down';
  /** The first is 1; undefined where it is about the script as a whole. */
  readonly line: number | undefined;
  /** The tool's own name of its rule. */
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'notice';
  readonly message: string;
}
