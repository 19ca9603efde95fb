/**
 * When the process of that pid started, as an opaque text: two processes that had one pid after the other differ in it.
 * Undefined when there is no such process, or only its zombie. On Windows it tells only whether the pid is in use.
 * Self-contained, because the supervisor runs it from its source text.
 */
export function readProcessStart(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      const stat = process.getBuiltinModule('node:fs').readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The second field is the program's name in parentheses and may hold anything, so fields count from the last one.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const [state, startTicks] = [fields[0], fields[19]];
      return state === 'Z' || state === 'X' ? undefined : startTicks;
    } catch {
      return undefined; // no such process
    }
  }
  if (process.platform === 'win32') {
    try {
      process.kill(pid, 0);
      return 'alive';
    } catch {
      return undefined; // no such process
    }
  }
  const ps = process
    .getBuiltinModule('node:child_process')
    .spawnSync('/bin/ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8', env: { LC_ALL: 'C' } });
  const [state, ...started] = ps.status === 0 ? ps.stdout.trim().split(/\s+/) : [];
  return state === undefined || state.startsWith('Z') ? undefined : started.join('').replaceAll(/\W/g, '');
}
