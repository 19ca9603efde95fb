import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestDatabase } from '../servers/test-server-types';

/** A pg_dump: its words (`chroot /root pg_dump`), and its major. */
export interface DumpProgram {
  readonly words: readonly string[];
  readonly major: number;
}

const run = promisify(execFile);

/** Asks a pg_dump for its version. */
export async function readProgram(command: string): Promise<DumpProgram> {
  const words = command.split(' ');
  const { stdout } = await execute(words, ['--version']);
  return { words, major: Number(/\) (\d+)/.exec(stdout)?.[1]) };
}

/**
 * What `pg_dump --schema-only --create` writes of a database, without what is other in each dump: the name of the database, the
 * random word of `\restrict`, and remarks on versions.
 */
export async function dumpSchema(program: DumpProgram, database: TestDatabase): Promise<string> {
  const { host, port, user, password } = database;
  const connection = `host=${host} port=${port} user=${user} password='${password}' dbname=${database.database}`;
  const { stdout } = await execute(program.words, ['--schema-only', '--create', '-d', connection]);
  const lines = stdout.split('\n').filter((line) => !/^(\\(un)?restrict|-- Dumped)/.test(line));
  return lines.join('\n').replaceAll(database.database, 'compared');
}

function execute([program = '', ...words]: readonly string[], options: readonly string[]) {
  return run(program, [...words, ...options], { maxBuffer: 64 * 1024 * 1024 });
}
