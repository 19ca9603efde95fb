import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that applies migrations: the engine, a bare script to compare with, and peers that npm has. */
export type ContenderName = 'bare' | 'engine' | 'dbmate' | 'drizzle-orm' | 'node-pg-migrate';

/** What `bare` and the engine do that the peers are not asked for. */
export type Command = 'migrate' | 'status';

/** Versions that the figures are of; installed once into the folder below, for the bench alone. */
const peers = { dbmate: '2.36.0', 'drizzle-orm': '0.45.4', 'node-pg-migrate': '9.0.0', pg: '8.23.1' };

export const peersFolder = join(__dirname, '../../../../tmp/bench');

export function installPeers(): void {
  const wanted = JSON.stringify({ private: true, dependencies: peers });
  const manifestPath = join(peersFolder, 'package.json');
  if (existsSync(manifestPath) && readFileSync(manifestPath, 'utf8') === wanted) return;
  mkdirSync(peersFolder, { recursive: true });
  const packages = Object.entries(peers).map(([name, version]) => `${name}@${version}`);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--prefix', peersFolder, ...packages]);
  // Written last: an installation that was interrupted is begun anew.
  writeFileSync(manifestPath, wanted);
}

/** The command line of a contender, for the project in that folder and the database of DATABASE_URL. */
export function commandLine(name: ContenderName, folder: string, command: Command): readonly string[] {
  switch (name) {
    case 'bare':
    case 'engine':
      return [process.execPath, join(__dirname, `contenders/${name}.cjs`), folder, command];
    case 'drizzle-orm':
      return [process.execPath, join(__dirname, 'contenders/drizzle.cjs'), folder];
    case 'node-pg-migrate':
      return [process.execPath, join(__dirname, 'contenders/node-pg-migrate.cjs'), folder];
    case 'dbmate':
      return [
        join(peersFolder, 'node_modules/@dbmate', `${process.platform}-${process.arch}`, 'bin/dbmate'),
        '--migrations-dir',
        join(folder, 'dbmate'),
        '--no-dump-schema',
        'migrate',
      ];
  }
}
