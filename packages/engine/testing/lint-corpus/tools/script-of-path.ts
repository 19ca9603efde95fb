import { basename, dirname } from 'node:path';

/** The migration and the script of a path `…/<id>/up.sql`. */
export function scriptOfPath(path: string): { readonly id: string; readonly script: 'up' | 'down' } {
  return { id: basename(dirname(path)), script: basename(path) === 'down.sql' ? 'down' : 'up' };
}
