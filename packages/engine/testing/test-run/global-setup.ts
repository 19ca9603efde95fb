import { randomUUID } from 'node:crypto';
import { runVariable } from './temporary-folder';

/** Before the first spec: names this run, so that its end can tell what is its own. Projects that run together share it. */
export default function globalSetup(): void {
  process.env[runVariable] ??= randomUUID().slice(0, 8);
}
