import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Pids of the processes that work in a folder or name it on their command line. Linux only. */
export function processesIn(folderPath: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(
      (pid) =>
        pid > 0 && pid !== process.pid && (read(pid, workingFolder) + read(pid, commandLine)).includes(folderPath),
    );
}

function workingFolder(pid: number): string {
  return readlinkSync(`/proc/${pid}/cwd`);
}

function commandLine(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
}

function read(pid: number, what: (pid: number) => string): string {
  try {
    return what(pid);
  } catch {
    return ''; // it ended meanwhile
  }
}
