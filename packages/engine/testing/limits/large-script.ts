import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const rowBytes = 1_000;
const rowsPerWrite = 1_000;

/** Writes a script that makes the table `big` and fills it by one INSERT a row, about so many bytes in all; answers the rows. */
export function writeLargeScript(path: string, bytes: number): number {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  const filler = 'x'.repeat(rowBytes - 40);
  const rows = Math.ceil(bytes / rowBytes / rowsPerWrite) * rowsPerWrite;
  writeSync(file, 'CREATE TABLE big (id int, text text);\n');
  for (let from = 0; from < rows; from += rowsPerWrite) {
    const inserts = Array.from(
      { length: rowsPerWrite },
      (_, index) => `INSERT INTO big VALUES (${from + index}, '${filler}');\n`,
    );
    writeSync(file, inserts.join(''));
  }
  closeSync(file);
  return rows;
}
