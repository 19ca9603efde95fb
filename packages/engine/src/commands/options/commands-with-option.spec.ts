import { commandsWithOption } from './commands-with-option';

it.each([
  ['outOfOrder', ['migrate']],
  ['to', ['migrate', 'rollback']],
  ['json', ['migrate', 'rollback', 'status', 'repair', 'validate', 'types']],
  ['afterMigration', ['validate']],
  ['out-of-order', []],
  ['toString', []],
])('%s is of %j', (option, commands) => {
  expect(commandsWithOption(option)).toEqual(commands);
});
