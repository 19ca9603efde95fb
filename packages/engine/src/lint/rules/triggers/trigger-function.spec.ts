import { rulesFoundIn } from '../../../../testing/lint/review-sql';

const triggerOn = (name: string) => `CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION ${name}()`;

it.each([
  'CREATE OR REPLACE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
  'CREATE EXTENSION moddatetime',
  "DO $$ BEGIN EXECUTE 'CREATE FUNCTION touch() …'; END $$",
  'ALTER FUNCTION touched() RENAME TO touch',
])('a trigger may call what came before: %s', async (before) => {
  expect(await rulesFoundIn({ before, sql: triggerOn('touch') })).not.toContain('trigger-function');
});

it.each(['suppress_redundant_updates_trigger', 'extensions.moddatetime'])('a trigger may call %s', async (name) => {
  expect(await rulesFoundIn(triggerOn(name))).not.toContain('trigger-function');
});

it.each(["DO $$ BEGIN EXECUTE 'CREATE ROLE anon'; END $$", 'CREATE FUNCTION other() RETURNS trigger AS $$ $$'])(
  'what came before does not make it: %s',
  async (before) => {
    expect(await rulesFoundIn({ before, sql: triggerOn('touch') })).toContain('trigger-function');
  },
);
