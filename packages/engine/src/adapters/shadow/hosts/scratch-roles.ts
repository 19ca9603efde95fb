import { accepts } from '../../../postgres/session/accepts';
import { MessageError } from '../../../postgres/session/message-query';
import type { Session } from '../../../postgres/session/session';
import { quoteIdentifier } from '../../../sql/names/quote';
import { createRoleSql } from './own-server';

/**
 * Roles that a shadow brings onto a server that others use, too: those of the config that are not there, those that
 * scripts make and that are not there when it begins, and those that are made because a script names them. What was there
 * before is never dropped.
 */
export class ScratchRoles {
  readonly #names: string[] = [];
  #ofScripts: readonly string[] = [];

  constructor(private readonly session: Session) {}

  /** Makes the given roles that are missing, and notes which of those that scripts make are to be dropped. */
  async begin(given: readonly string[], madeByScripts: readonly string[]): Promise<void> {
    const rows = await this.session.rows('SELECT rolname AS name FROM pg_catalog.pg_roles');
    const there = new Set(rows.map(({ name }) => name));
    const missing = (names: readonly string[]) => [...new Set(names)].filter((name) => !there.has(name));
    this.#ofScripts = missing(madeByScripts);
    this.#names.push(...missing([...given, ...madeByScripts]));
    for (const name of missing(given)) await this.session.send({ text: createRoleSql(name) });
  }

  /** Whether scripts may have made, changed or dropped one: then a copy of the database alone is no way back. */
  get areScripts(): boolean {
    return this.#ofScripts.length > 0;
  }

  /** A moment to which `dropSince` leads back. */
  mark(): number {
    return this.#names.length;
  }

  /** Whether the server takes it. */
  async create(name: string): Promise<boolean> {
    if (!(await accepts(this.session, createRoleSql(name)))) return false;
    this.#names.push(name);
    return true;
  }

  /** Drops what it brought, after the databases in which it owns something. A role that another database uses stays. */
  drop(): Promise<void> {
    return this.dropSince(0);
  }

  /** Of these, what was brought after that moment. */
  async dropSince(mark: number): Promise<void> {
    const names = this.#names.splice(mark);
    for (const name of [...names].reverse()) {
      try {
        await this.session.send({ text: `DROP ROLE IF EXISTS ${quoteIdentifier(name)}` });
      } catch (error) {
        if (!(error instanceof MessageError)) throw error;
      }
    }
  }
}
