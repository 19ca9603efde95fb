import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { runVariable } from '../test-run/temporary-folder';

/** Pids of the processes that work in a folder or name it on their command line. Linux only. */
export function processesIn(folderPath: string): readonly number[] {
  return otherProcesses().filter((pid) => (read(pid, workingFolder) + read(pid, commandLine)).includes(folderPath));
}

/** Pids of the processes that have the variable of this run, Jest's own workers apart. Linux only. */
export function processesOfRun(): readonly number[] {
  const run = process.env[runVariable];
  if (run === undefined) return [];
  return otherProcesses().filter(
    (pid) => read(pid, environment).includes(`\0${runVariable}=${run}\0`) && !read(pid, commandLine).includes('jest'),
  );
}

/** Its command line. */
export function describeProcess(pid: number): string {
  return read(pid, commandLine).replaceAll('\0', ' ').trim();
}

function otherProcesses(): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid);
}

function workingFolder(pid: number): string {
  return readlinkSync(`/proc/${pid}/cwd`);
}

function commandLine(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
}

function environment(pid: number): string {
  return `\0${readFileSync(`/proc/${pid}/environ`, 'utf8')}`;
}

function read(pid: number, what: (pid: number) => string): string {
  try {
    return what(pid);
  } catch {
    return ''; // it ended meanwhile, or is another user's
  }
}
