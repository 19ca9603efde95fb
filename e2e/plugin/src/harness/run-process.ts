import { type ProcessOptions, type ProcessResult, startProcess } from './start-process';

export type { ProcessOptions, ProcessResult };

/** Runs a program to its end, without standard input. */
export function runProcess(program: string, args: readonly string[], options: ProcessOptions): Promise<ProcessResult> {
  return startProcess(program, args, options).ended;
}

/** As `runProcess`, for steps that must succeed. Throws with the whole output otherwise. */
export async function runOrThrow(program: string, args: readonly string[], options: ProcessOptions): Promise<string> {
  const { code, output } = await runProcess(program, args, options);
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${code}\n${output}`);
  return output;
}
