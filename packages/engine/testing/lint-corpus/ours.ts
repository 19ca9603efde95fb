import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../src/checks/finding';
import type { ValidateOptions } from '../../src/commands/validate/validate.options';
import { shadowStopped } from '../processes/shadow-stopped';
import { createTestProject } from '../projects/test-project';
import type { Corpus } from './corpus';
import { scriptOfPath } from './tools/script-of-path';
import type { ToolFinding } from './tools/tool-finding';

/** What `validate` says of a corpus. */
export interface OurFindings {
  /** What it says without a database. */
  readonly files: readonly ToolFinding[];
  /** The same, and what it says after migrating on a shadow. */
  readonly all: readonly ToolFinding[];
}

/** Nobody listens there: validate asks no database of the user's. */
const nowhere = { host: '127.0.0.1', port: 1, user: 'nobody', password: '', database: 'shop' };

/**
 * Validates a corpus: one history as a whole, the migrations of one that does not apply each by itself behind its base,
 * on a shadow where files alone find nothing in it.
 */
export async function runOurs({ name, sqlPath, ids }: Corpus): Promise<OurFindings> {
  const project = createTestProject(nowhere, { lint: { rules: {} } });
  const found: Finding[] = [];
  const validate = async (batch: readonly string[], options: ValidateOptions = {}) => {
    project.clear();
    cpSync(join(__dirname, 'history/functions'), join(project.settings.sqlPath, 'functions'), { recursive: true });
    for (const id of batch) {
      const folder = join(project.settings.migrationsPath, id);
      mkdirSync(folder, { recursive: true });
      cpSync(id === base ? join(sqlPath, base) : join(sqlPath, 'migrations', id), folder, { recursive: true });
    }
    const { findings } = await project.validate(options);
    return findings.filter(({ ids }) => !ids.includes(base));
  };
  try {
    if (name === 'history') found.push(...(await validate(ids)));
    else
      for (const id of ids) {
        const ofFiles = await validate([base, id], { filesOnly: true });
        const isFound = ofFiles.some(({ severity }) => severity === 'error');
        found.push(...(isFound ? ofFiles : await validate([base, id])));
      }
    await shadowStopped(project.settings.workspacePath);
  } finally {
    rmSync(project.settings.workspacePath, { recursive: true, force: true });
  }
  return { files: found.filter(isOfFiles).flatMap(toToolFinding), all: found.flatMap(toToolFinding) };
}

/** What the migrations of `broken` lean on. */
const base = '0000-base';

function isOfFiles({ check }: Finding): boolean {
  return check === 'files' || check === 'scripts' || check === 'lint';
}

/** Only up.sql is compared, as for the other tools; a down is judged by whether it undoes its up. */
export function toToolFinding({
  severity,
  check,
  code,
  rule,
  message,
  ids,
  path,
  line,
}: Finding): readonly ToolFinding[] {
  const place = path === undefined ? undefined : scriptOfPath(path);
  if (check === 'lint' && place?.script === 'down') return [];
  const about = place ?? { id: ids[0] ?? '', script: 'up' as const };
  // What is said of the schema is said of an object, wherever in its migration it was made what it is.
  const at = check === 'state' ? undefined : line;
  return [{ ...about, line: at, rule: rule ?? code, severity, message }];
}
