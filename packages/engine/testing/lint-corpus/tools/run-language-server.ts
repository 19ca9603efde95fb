import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { makeTemporaryFolder } from '../../test-run/temporary-folder';
import { scriptOfPath } from './script-of-path';
import type { ToolFinding } from './tool-finding';

const place = z.object({ line: z.number() });
const report = z.object({
  diagnostics: z.array(
    z.object({
      severity: z.string(),
      message: z.string(),
      category: z.string(),
      location: z.object({ path: z.string(), start: place.optional() }),
    }),
  ),
});

/** Rules as its config names them. */
export type LanguageServerRules = Readonly<Record<string, unknown>>;

/** What `postgres-language-server check` finds in files, whose paths end in `<id>/up.sql`, without a database. */
export function runLanguageServer(paths: readonly string[], rules: LanguageServerRules): readonly ToolFinding[] {
  const folder = makeTemporaryFolder('language-server');
  writeFileSync(join(folder, 'postgres-language-server.jsonc'), JSON.stringify({ linter: { enabled: true, rules } }));
  const program = require.resolve('@postgres-language-server/cli-x86_64-linux-gnu/postgres-language-server');
  const options = [`--config-path=${folder}`, '--disable-db', '--max-diagnostics=none', '--reporter=json'];
  const { stdout, stderr, error } = spawnSync(program, ['check', ...options, ...paths], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  rmSync(folder, { recursive: true });
  if (error || stdout === '') throw new Error(`postgres-language-server failed: ${error?.message ?? stderr}`);
  return report.parse(JSON.parse(stdout)).diagnostics.map(({ severity, message, category, location }) => ({
    ...scriptOfPath(location.path),
    line: location.start?.line,
    rule: category.replace(/^lint\/safety\//, ''),
    severity: severity === 'error' ? 'error' : severity === 'warning' ? 'warning' : 'notice',
    message,
  }));
}
