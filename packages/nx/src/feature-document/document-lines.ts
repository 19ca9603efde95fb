import type { CommandName } from '@pgrestify/engine';

/** The executors, by the names that they have in executors.json: one for each command. */
export type ExecutorName = CommandName;

/** An option that the document has and an executor of ours has not: its place here is the command of its line. */
export interface RefusedOption {
  readonly of: ExecutorName;
  readonly option: string;
}

/** A command of the feature document, or one that is looked for beside it, and what it is here. */
export interface DocumentLine {
  /** After `pgrestify api`. */
  readonly document: string;
  /** What to type here, for the project `api`. */
  readonly here: string;
  readonly note?: string;
  readonly refused?: RefusedOption;
}

/** Lines of the document that belong together. */
export interface DocumentSection {
  readonly title: string;
  readonly lines: readonly DocumentLine[];
}

/** Options that the document also passes without the value that they need here; those are answered, too. */
export const documentedWithoutValue: ReadonlySet<string> = new Set(['report']);

const file = 'sql/migrations/2024-01-15-add-user-preferences/up.sql';

/**
 * The feature document's commands in its order, each with what it is here: the only table, from which the page of the
 * documentation, the options that executors refuse by name, and what they then say are made.
 */
export const documentSections: readonly DocumentSection[] = [
  {
    title: 'Setting up',
    lines: [
      line(
        'init my-project --template basic',
        'nx g @pgrestify/nx:init my-project --template=basic',
        'Also `blog` and `empty`.',
      ),
      line(
        'schema generate users',
        'nx g @pgrestify/nx:table users --project=api',
        'A migration; with `--as=schema` additions to the schemas files.',
      ),
      line(
        'schema generate posts --columns "title:text,…"',
        'nx g @pgrestify/nx:table posts --project=api --columns="title:text,…"',
      ),
      line(
        'schema generate comments --columns "…" --foreign-keys "post_id:posts(id),…"',
        'nx g @pgrestify/nx:table comments --project=api --columns="…" --foreign-keys="post_id:posts(id),…"',
      ),
      {
        document: '`mkdir` and `cat` of a migration',
        here: 'nx g @pgrestify/nx:migration add-user-preferences --project=api',
        note: 'By hand works, too: a folder with `up.sql` and `down.sql` is a migration.',
      },
    ],
  },
  {
    title: 'Migrating',
    lines: [
      line('migrate', 'nx run api:migrate', 'Needs no server in development: PostgreSQL comes from npm.'),
      line('migrate --verify', 'nx run api:migrate --verify'),
      line(
        `migrate --file ${file}`,
        `nx run api:migrate --file=${file}`,
        'A path from the workspace or from the project.',
      ),
      line('migrate --all', 'nx run api:migrate --all', 'Which is also the default.'),
      line('migrate --force', 'nx run api:migrate --force'),
      line('migrate --dry-run', 'nx run api:migrate --dry-run'),
      line('migrate --docker', 'nx run api:migrate --docker'),
      line('migrate --docker --service postgres', 'nx run api:migrate --docker --service=postgres'),
      line('migrate --docker --network my-network', 'nx run api:migrate --docker --network=my-network'),
      line(
        'migrate --env development',
        'nx run api:migrate --env=development',
        'Or `--configuration=development`, which is for all projects of a command.',
      ),
      line('migrate --include-test-data', 'nx run api:migrate --include-test-data'),
      line(
        'migrate --reset --env development',
        'nx run api:migrate --reset --env=development --confirm',
        'Only where `allowReset` is set.',
      ),
      line('migrate --env production --backup', 'nx run api:migrate --configuration=production --backup'),
      line('migrate --env production --dry-run', 'nx run api:migrate --configuration=production --dry-run'),
      line(
        'migrate --env production --confirm',
        'nx run api:migrate --configuration=production --confirm',
        'Or `--confirm=<hash>` of the plan that the dry run showed.',
      ),
      line('migrate --env production --no-lock', 'nx run api:migrate --configuration=production --no-lock'),
    ],
  },
  {
    title: 'Going back',
    lines: [
      line(
        `migrate --file ${file.replace('up.sql', 'down.sql')}`,
        `nx run api:rollback --file=${file.replace('up.sql', 'down.sql')}`,
        'With `migrate`, too.',
      ),
      line('migrate --rollback-to 20240110', 'nx run api:rollback --to=20240110', 'As it stands, too.'),
    ],
  },
  {
    title: 'Testing',
    lines: [
      line('migrate --test', 'nx run api:migrate --test', 'On a scratch copy of the database, which is only read.'),
      elsewhere(
        'migrate --test --copy-prod-data',
        'copyProdData',
        'nx run api:migrate --test --copy-from=production --with-data',
      ),
      line('validate', 'nx run api:validate'),
      line('validate --after-migration', 'nx run api:drift', 'A target of its own, because Nx caches `validate`.'),
      line(
        'migrate --benchmark',
        'nx run api:migrate --benchmark',
        'Queries of `sql/benchmarks`, or `--benchmark=top:20`, before and after what is pending, on scratch copies.',
      ),
    ],
  },
  {
    title: 'Watching',
    lines: [
      elsewhere('migrate --status', 'status', 'nx run api:status'),
      elsewhere('migrate --history', 'history', 'nx run api:status --history'),
      line(
        'migrate --version',
        'nx run api:status --current',
        'Nx takes `--version` for itself: it prints its own, and no target runs.',
      ),
      elsewhere('migrate --logs', 'logs', 'nx run api:status --logs'),
      line(
        'migrate --report > migration-report.json',
        'nx run api:migrate --report=migration-report.json',
        'The report has a file of its own, since Nx prints lines between ours. Also `.md`, `.html` and `.xml`.',
      ),
      line('migrate --progress', 'nx run api:migrate --progress', 'Which is the default at a terminal.'),
    ],
  },
  {
    title: 'Not in the document, but looked for',
    lines: [
      elsewhere('migrate --current', 'current', 'nx run api:status --current'),
      elsewhere('migrate --check', 'check', 'nx run api:status --check'),
      elsewhere('migrate --validate', 'validate', 'nx run api:validate'),
      elsewhere('migrate --after-migration', 'afterMigration', 'nx run api:drift'),
      elsewhere('migrate --rollback', 'rollback', 'nx run api:rollback'),
      elsewhere('migrate --repair', 'repair', 'nx run api:repair'),
      line('status --logs --follow', 'nx run api:status --logs --follow'),
    ],
  },
];

function line(document: string, here: string, note?: string): DocumentLine {
  return { document, here, ...(note !== undefined && { note }) };
}

function elsewhere(document: string, option: string, here: string): DocumentLine {
  return { document, here, refused: { of: 'migrate', option } };
}
