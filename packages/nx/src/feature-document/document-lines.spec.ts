import { commandDeclarations } from '@pgrestify/engine';
import { documentSections } from './document-lines';
import { flagOf } from './refused-options';

const lines = documentSections.flatMap(({ lines }) => lines);

/** Every command and flag of the feature document. */
const document = `
init --template
schema generate --columns --foreign-keys
migrate --verify --file --all --force --dry-run --docker --service --network --env --include-test-data --reset --backup
  --confirm --no-lock --rollback-to --test --copy-prod-data --benchmark --status --history --version --logs --report
  --progress
validate --after-migration`;

const commands = document
  .trim()
  .split(/\n(?! )/)
  .map((text) => ({ command: /^[a-z ]*[a-z]/.exec(text)?.[0] ?? text, flags: text.match(/--[\w-]+/g) ?? [] }));

it.each(commands)('has a line for $command, and each of its flags', ({ command, flags }) => {
  const ofCommand = lines.filter((line) => line.document.startsWith(command));
  expect(ofCommand).not.toEqual([]);
  expect(flags.filter((flag) => !ofCommand.some(({ document }) => document.includes(flag)))).toEqual([]);
});

it('refuses no option that its executor has', () => {
  const refused = lines.flatMap((line) => line.refused ?? []);
  expect(refused.filter(({ of, option }) => option in commandDeclarations[of].options)).toEqual([]);
});

it('names the option in the line that it is refused for', () => {
  const wrong = lines.filter(({ document, refused }) => refused && !document.includes(flagOf(refused.option)));
  expect(wrong).toEqual([]);
});

it('answers with commands whose options there are', () => {
  const mentioned = lines.flatMap(({ here = '' }) => {
    const [, target = ''] = /^nx run api:(\w+)/.exec(here) ?? [];
    const options = here.match(/--[a-z-]+/g) ?? [];
    const name = target === 'drift' ? 'validate' : target;
    return name in commandDeclarations ? options.map((option) => ({ name, option })) : [];
  });
  const known = (name: string) => [
    ...Object.keys(commandDeclarations[name as keyof typeof commandDeclarations].options).map(flagOf),
    ...['--env', '--configuration', '--no-lock'],
  ];
  expect(mentioned.filter(({ name, option }) => !known(name).includes(option))).toEqual([]);
});
