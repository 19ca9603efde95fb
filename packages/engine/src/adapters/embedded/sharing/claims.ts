/** Claims that processes hold on something; each is a file in one folder, and dies with its process. */
export interface Claims {
  /** Writes a claim for that process (default: this one) and returns its name. The folder is made when missing. */
  take(pid?: number): string;
  /** Takes a claim if no other process (or caller) holds one here; undefined otherwise. Never waits. */
  takeAlone(): string | undefined;
  /** Gives a claim back; does nothing when it is gone. */
  release(name: string): void;
  /** Names of the claims whose process lives. Those of dead ones are deleted. Empty when the folder is missing. */
  live(): readonly string[];
}

/**
 * The claims of a folder. A claim's name holds the pid and the start of its process, so that one left by a killed
 * process is recognised, also when its pid was given away again; and which folder it is, since a copy of a project
 * brings claims along that concern the original.
 *
 * `takeAlone` excludes without ever deleting a lock that may be another's: each contender adds a file of its own and
 * *then* looks for others. Of two holders the later one would have seen the earlier, so there is at most one. Names are
 * never used twice, so that deleting those of dead processes races with nobody.
 *
 * Self-contained, because the supervisor runs it from its source text.
 */
export function openClaims(folderPath: string, readStart: (pid: number) => string | undefined): Claims {
  const { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } = process.getBuiltinModule('node:fs');
  const { join } = process.getBuiltinModule('node:path');
  const { randomUUID } = process.getBuiltinModule('node:crypto');

  const claims: Claims = {
    take(pid = process.pid) {
      mkdirSync(folderPath, { recursive: true });
      const name = `${pid}-${readStart(pid) ?? 'dead'}-${folderNumber()}-${randomUUID()}`;
      writeFileSync(join(folderPath, name), '', { flag: 'wx', mode: 0o600 });
      return name;
    },
    takeAlone() {
      if (claims.live().length > 0) return undefined;
      const own = claims.take();
      if (claims.live().every((name) => name === own)) return own;
      claims.release(own);
      return undefined;
    },
    release(name) {
      rmSync(join(folderPath, name), { force: true });
    },
    live() {
      return list().filter((name) => {
        const [pid, start, folder] = name.split('-');
        const lives = folder === folderNumber() && readStart(Number(pid)) === start;
        if (!lives) claims.release(name);
        return lives;
      });
    },
  };

  function list(): readonly string[] {
    try {
      return readdirSync(folderPath);
    } catch {
      return []; // no folder, no claims
    }
  }

  function folderNumber(): string {
    return String(statSync(folderPath, { bigint: true }).ino);
  }

  return claims;
}
