import { z } from 'zod';
import { createMemoryProject } from '../../../testing/memory/memory-project';
import fc from '../../../testing/properties';
import type { Settings } from '../../config/settings';
import { checkShape } from '../../config/shape/check-shape';
import { objectSchema } from '../../config/shape/json-schema';
import { optionText } from '../../option-text';
import { checkOptions } from './check-options';
import { commandDeclarations, commandNames } from './command-declarations';
import { findConflict } from './find-conflict';
import { declareCommand, type OptionDeclaration } from './option-declaration';

// What options ask for of settings is not the question here: check-options.spec.ts.
const settings: Settings = {
  ...createMemoryProject().settings,
  environment: 'x',
  database: {
    kind: 'docker',
    source: { kind: 'service', name: 'x' },
    network: 'x',
    port: 5432,
    database: undefined,
    user: undefined,
    password: undefined,
    createDatabase: true,
  },
};

const declared = commandNames.flatMap((command) =>
  Object.entries(commandDeclarations[command].options).map(([option, declaration]) => ({
    command,
    option,
    declaration,
  })),
);
const exclusions = declared.flatMap(({ command, option, declaration: { excludes = [] } }) =>
  excludes.map((other) => ({ command, option, other })),
);
const requirements = declared.flatMap(({ command, option, declaration: { requires } }) =>
  requires ? [{ command, option, requires }] : [],
);

/** A value that asks for something. */
function exampleOf(command: keyof typeof commandDeclarations, option: string): unknown {
  const { enum: values, type } = commandDeclarations[command].options[option] ?? {};
  if (values) return values[0];
  if (option === 'waitForDatabase') return settings.migrations.waitForDatabaseMs;
  return { boolean: true, integer: 1 }[String(type)] ?? 'x';
}

/** Options with these names, and with what those need. */
function given(command: keyof typeof commandDeclarations, ...names: readonly string[]): Record<string, unknown> {
  const { options } = commandDeclarations[command];
  const all = names.flatMap((name) => [name, ...(options[name]?.requires?.slice(0, 1) ?? [])]);
  return Object.fromEntries(all.map((name) => [name, exampleOf(command, name)]));
}

function refusalOf(command: keyof typeof commandDeclarations, options: unknown): unknown {
  try {
    checkOptions(commandDeclarations[command], options, settings);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe.each(commandNames)('%s', (command) => {
  it('can be given each of its options', () => {
    const { options } = commandDeclarations[command];
    const refused = Object.keys(options).filter((name) => refusalOf(command, given(command, name)) !== undefined);
    expect(refused).toEqual([]);
  });

  it('takes exactly what zod takes by the same JSON Schema', () => {
    const { options } = commandDeclarations[command];
    const schema = objectSchema(options);
    const judge = z.fromJSONSchema(JSON.parse(JSON.stringify(schema)));
    const name = fc.constantFrom(...Object.keys(options), 'toString', 'dryrun', 'dry-run');
    const text = fc.constantFrom('', '1', 'true', 'applied', 'x');
    const value = fc.oneof(fc.boolean(), text, fc.integer(), fc.double(), fc.constantFrom(null, [], {}, 0, 1.5, 1e9));
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 4 }), (given) => {
        expect(checkShape(schema, given, '').length === 0).toBe(judge.safeParse(given).success);
      }),
    );
  });

  it('is declared under its name', () => {
    expect(commandDeclarations[command].command).toBe(command);
  });
});

describe('an exclusion', () => {
  it.each(exclusions)(
    'refuses $command with $option and $other, whichever comes first',
    ({ command, option, other }) => {
      const error = { code: 'OPTION_INVALID', message: expect.stringContaining('contradict each other.') };
      expect(refusalOf(command, { ...given(command, option), ...given(command, other) })).toMatchObject(error);
      const pair = { [other]: exampleOf(command, other), [option]: exampleOf(command, option) };
      expect(refusalOf(command, pair)).toMatchObject({
        code: 'OPTION_INVALID',
        message: `${optionText(option)} and ${optionText(other)} contradict each other.`,
        hint: 'Pass one of them.',
      });
    },
  );

  it.each(exclusions)('lets $command pass with $option and without $other', ({ command, option, other }) => {
    for (const none of [undefined, false]) {
      const isTyped = none === undefined || commandDeclarations[command].options[other]?.type === 'boolean';
      if (isTyped) {
        const options = { ...given(command, option), [other]: none };
        expect(findConflict(commandDeclarations[command], options)).toBeUndefined();
      }
    }
  });

  it('is said once, by one of the two', () => {
    const pairs = exclusions.map(({ command, option, other }) => [command, ...[option, other].toSorted()].join(' '));
    expect(pairs).toEqual([...new Set(pairs)]);
  });

  it('is never of an option that the other needs', () => {
    const needed = ({ command, option, other }: (typeof exclusions)[number]) => {
      const { options } = commandDeclarations[command];
      return options[option]?.requires?.includes(other) || options[other]?.requires?.includes(option);
    };
    expect(exclusions.filter(needed)).toEqual([]);
  });
});

describe('a requirement', () => {
  it.each(requirements)('refuses $command with $option alone, and passes it with $requires', (row) => {
    const { command, option, requires } = row;
    const names = requires.map(optionText).join(' or ');
    expect(refusalOf(command, { [option]: exampleOf(command, option) })).toMatchObject({
      code: 'OPTION_INVALID',
      message: `${optionText(option)} is for ${names}.`,
    });
    for (const name of requires) {
      const options = { [option]: exampleOf(command, option), [name]: exampleOf(command, name) };
      expect(refusalOf(command, options)).toBeUndefined();
    }
  });
});

describe('migrate with an option that is another command', () => {
  it('refuses with --rollback-to whatever rollback has not', () => {
    const { options } = commandDeclarations.migrate;
    const ofRollback = Object.keys(commandDeclarations.rollback.options);
    const passed = Object.keys(options).filter((name) => {
      const both = { ...given('migrate', name), ...given('migrate', 'rollbackTo') };
      return name !== 'rollbackTo' && refusalOf('migrate', both) === undefined;
    });
    expect(passed.filter((name) => !ofRollback.includes(name))).toEqual([]);
  });
});

describe('what becomes of an option in a dependency', () => {
  it.each(commandNames)('is the same in %s as in the other commands that have it', (command) => {
    const differing = Object.entries(commandDeclarations[command].options).filter(([option, { dependency }]) =>
      declared.some((other) => {
        const isSame = JSON.stringify(other.declaration.dependency) === JSON.stringify(dependency);
        return other.option === option && !isSame;
      }),
    );
    expect(differing).toEqual([]);
  });

  it('depends on no option that the command has not', () => {
    const besides = declared.flatMap(({ command, option, declaration: { dependency } }) => {
      if (typeof dependency === 'string' || !('beside' in dependency.forwarded)) return [];
      return dependency.forwarded.beside in commandDeclarations[command].options ? [] : [`${command} ${option}`];
    });
    expect(besides).toEqual([]);
  });
});

it('an option of a command can name only other options of it', () => {
  const option = { type: 'boolean', description: 'Does it.', dependency: 'own' } as const satisfies OptionDeclaration;
  // @ts-expect-error: there is no option c.
  declareCommand('x', 'Does it.', { a: { ...option, excludes: ['c'] }, b: option });
  // @ts-expect-error: there is no option c.
  declareCommand('x', 'Does it.', { a: { ...option, requires: ['c'] }, b: option });
  expect(declareCommand('x', 'Does it.', { a: { ...option, excludes: ['b'] }, b: option }).command).toBe('x');
});
