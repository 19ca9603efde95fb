import { statSync } from 'node:fs';

/** What tells a folder from a copy of it, wherever either is moved. */
export function folderIdentity(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
}
