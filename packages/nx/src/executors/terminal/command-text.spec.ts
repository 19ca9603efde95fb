import { commandText, nameCommands } from './command-text';

const place = { project: 'api', configuration: undefined, flags: [] };
const production = { project: 'api', configuration: 'production', flags: ['--docker', '--service=db'] };

describe('commandText', () => {
  it('is a command of Nx for the same database', () => {
    expect(commandText('status', place)).toBe('nx run api:status');
    expect(commandText('repair --missing', production)).toBe(
      'nx run api:repair --missing --configuration=production --docker --service=db',
    );
  });
});

describe('nameCommands', () => {
  it('writes the commands of a hint as they are typed', () => {
    expect(nameCommands('undo them with `rollback --missing`, or forget them with `repair --missing`.', place)).toBe(
      'undo them with `nx run api:rollback --missing`, or forget them with `nx run api:repair --missing`.',
    );
  });

  it.each([
    'Run `nx run web:migrate --to=3`.',
    'the column `status`, and `repair`',
    'SELECT `repair`, `a --b`;',
    '`repair --\nmissing`',
    '(--redo waives this)',
  ])('leaves everything else: %s', (text) => {
    expect(nameCommands(text, production)).toBe(text);
  });
});
