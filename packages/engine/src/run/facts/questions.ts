import type { AdoptionFacts, AdoptionQuestion } from '../../history/adoption-facts';
import type { DatabaseContents } from '../../history/contents';
import type { History } from '../../history/history';
import type { OtherScript } from '../../history/other-scripts';
import type { CatalogLookups, TableCatalog } from '../../lint/table-catalog';
import type { MigrationStatus, Plan, Refusal } from '../../plan/plan';
import type { RequirementsMet } from '../../plan/plan-input';
import type { Dependents } from '../../plan/requirements/dependents';
import type { StartedOutcome } from '../../plan/steps/started-outcome';
import type { Statement } from '../../sql/statements/statement';
import type { PlannedBackup } from './plan-backup';
import type { ProjectFiles } from './project-files';

/** What a decision may have to know beside files and history: what is asked, and what is answered. */
export interface Questions {
  /** Text that history keeps of a migration; undefined when it keeps none. */
  readonly 'stored-text': [{ readonly id: string; readonly direction: 'up' | 'down' }, string | undefined];
  /** What history has of other projects in this database. */
  readonly 'other-scripts': [undefined, readonly OtherScript[]];
  /** Whether a migration of another project is applied: in this database or its own, or in its own alone. */
  readonly requirement: [Required & { readonly where: 'anywhere' | 'elsewhere' }, boolean];
  /** Whether it is applied in that project's own database; text says why that cannot be told. */
  readonly 'requirement-elsewhere': [Required, { readonly met: boolean } | { readonly unknown: string }];
  /** What the projects that run first would have applied by then. */
  readonly 'planned-first': [{ readonly confirm: boolean }, RequirementsMet];
  /** What in the databases of other projects requires what would be undone. */
  readonly 'dependents-elsewhere': [readonly MigrationStatus[], Dependents];
  readonly adoption: [AdoptionQuestion, AdoptionFacts];
  readonly tables: [CatalogLookups, TableCatalog];
  /** See `HistoryStore.keepsSession`. */
  readonly 'keeps-session': [undefined, boolean];
  /** What a reset would drop. */
  readonly contents: [undefined, DatabaseContents];
  readonly backup: [undefined, PlannedBackup];
  /** Whether a statement that an earlier run began has happened. */
  readonly 'started-outcome': [{ readonly text: Buffer; readonly statement: Statement }, StartedOutcome];
  /** Whether the workspace has a project of that name with migrations. */
  readonly 'project-known': [{ readonly name: string }, boolean];
  /** What keeps the command's own examination of database and shadow from being made, or what it found. */
  readonly examination: [Examined, readonly Refusal[]];
}

/** A plan and what it was made from. */
export interface Examined {
  readonly plan: Plan;
  readonly project: ProjectFiles;
  readonly history: History;
}

/** A migration of another project, by its id or version. */
export interface Required {
  readonly project: string;
  readonly version: string;
}

export type Kind = keyof Questions;
export type Question<K extends Kind> = Questions[K][0];
export type Answer<K extends Kind> = Questions[K][1];

/** Answers, by kind and key of the question. */
export type FurtherFacts = { readonly [K in Kind]?: ReadonlyMap<string, { readonly answer: Answer<K> }> };

/** A question that is open. Equal keys are one question of a kind. */
export interface Want<K extends Kind = Kind> {
  readonly kind: K;
  readonly key: string;
  readonly question: Question<K>;
}

/** What a decision asks as it is made. */
export interface Known {
  /** The answer, or while it is not known what is taken for it: the decision is then made again. */
  ask<K extends Kind>(kind: K, key: string, question: Question<K>, meanwhile: Answer<K>): Answer<K>;
  /** Whether all that was asked is known, so that what follows from it may be asked. */
  isComplete(): boolean;
}

/**
 * Makes something of what is known, and says what it lacks. So nothing is read that is not needed, and whoever decides
 * stays pure: what is lacking is read, and the same is made again with it.
 */
export function derive<T>(
  further: FurtherFacts,
  make: (known: Known) => T,
): { readonly value: T; readonly wants: readonly Want[] } {
  const wants = new Map<string, Want>();
  const value = make({
    ask: (kind, key, question, meanwhile) => {
      const known = further[kind]?.get(key);
      if (known) return known.answer;
      wants.set(`${kind} ${key}`, { kind, key, question });
      return meanwhile;
    },
    isComplete: () => wants.size === 0,
  });
  return { value, wants: [...wants.values()] };
}
