import { spawnSync } from 'node:child_process';
import { z } from 'zod';
import { scriptOfPath } from './script-of-path';
import type { ToolFinding } from './tool-finding';

const report = z.array(
  z.object({ file: z.string(), line: z.number(), level: z.string(), message: z.string(), rule_name: z.string() }),
);

/** The program itself, without the launcher that npm puts before it. */
export function squawkProgram(): string {
  return require.resolve(`@squawk-cli/${process.platform}-${process.arch}/bin/squawk`);
}

/** What squawk finds in files, whose paths end in `<id>/up.sql`. */
export function runSquawk(paths: readonly string[], options: readonly string[]): readonly ToolFinding[] {
  const { stdout, stderr, error } = spawnSync(squawkProgram(), ['--reporter', 'json', ...options, ...paths], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error || stdout === '') throw new Error(`squawk failed: ${error?.message ?? stderr}`);
  return report.parse(JSON.parse(stdout)).map(({ file, line, level, message, rule_name }) => ({
    ...scriptOfPath(file),
    // It counts lines from 0.
    line: line + 1,
    rule: rule_name,
    severity: level === 'Error' ? 'error' : 'warning',
    message,
  }));
}
