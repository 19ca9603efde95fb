import { randomUUID } from 'node:crypto';
import { runVariable } from './temporary-folder';

/** Before the first spec: names this run, so that its end can tell what is its own. */
export default function globalSetup(): void {
  process.env[runVariable] = randomUUID().slice(0, 8);
}
