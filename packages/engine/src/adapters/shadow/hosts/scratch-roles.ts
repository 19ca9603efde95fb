import { accepts } from '../../../postgres/session/accepts';
import { MessageError } from '../../../postgres/session/message-query';
import type { Session } from '../../../postgres/session/session';
import { quoteIdentifier } from '../../../sql/names/quote';
import { createRoleSql } from './own-server';

/**
 * Roles that a shadow brings onto a server that others use, too: those of the config that are not there, those that are
 * made because a script names them, and those that scripts make. The last are what came since it began and is named by a
 * script, so that what somebody else makes meanwhile stays. What was there before is never dropped.
 */
export class ScratchRoles {
  readonly #made = new Set<string>();
  /** Undefined until it is known what must stay. */
  #before: ReadonlySet<string> | undefined;

  constructor(
    private readonly session: Session,
    private readonly namesRole: (role: string) => boolean,
  ) {}

  /** Makes the given roles that are missing. */
  async begin(given: readonly string[]): Promise<void> {
    this.#made.clear();
    this.#before = undefined;
    const before = await this.list();
    this.#before = before;
    for (const name of new Set(given)) {
      if (before.has(name)) continue;
      this.#made.add(name);
      await this.session.send({ text: createRoleSql(name) });
    }
  }

  /** All roles of the server: a moment to which `dropSince` leads back. */
  async list(): Promise<ReadonlySet<string>> {
    const rows = await this.session.rows('SELECT rolname AS name FROM pg_catalog.pg_roles');
    return new Set(rows.flatMap(({ name }) => name ?? []));
  }

  /** Whether scripts have made one: then a copy of the database alone is no way back. */
  async areScripts(): Promise<boolean> {
    return (await this.#brought()).some((name) => !this.#made.has(name));
  }

  /** Whether the server takes it. */
  async create(name: string): Promise<boolean> {
    if (!(await accepts(this.session, createRoleSql(name)))) return false;
    this.#made.add(name);
    return true;
  }

  /** Drops what it brought, after the databases in which it owns something. A role that another database uses stays. */
  drop(): Promise<void> {
    return this.dropSince(new Set());
  }

  /** Of these, what was brought after that moment. */
  async dropSince(moment: ReadonlySet<string>): Promise<void> {
    for (const name of await this.#brought()) {
      if (moment.has(name)) continue;
      try {
        await this.session.send({ text: `DROP ROLE IF EXISTS ${quoteIdentifier(name)}` });
      } catch (error) {
        if (!(error instanceof MessageError)) throw error;
      }
    }
  }

  async #brought(): Promise<readonly string[]> {
    const before = this.#before;
    if (before === undefined) return [];
    const since = [...(await this.list())].filter((name) => !before.has(name));
    return since.filter((name) => this.#made.has(name) || this.namesRole(name));
  }
}
