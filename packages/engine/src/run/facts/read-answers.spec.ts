import type { StoredScript } from '../../history/store';
import type { CommandPorts } from '../command';
import { askStoredText } from './ask-stored-text';
import type { Known } from './questions';
import { deriveWith, readersOf } from './read-answers';

/** Readers of which one is looked at, and what it was asked. */
function readers(texts: Readonly<Record<string, string>>) {
  const read: string[] = [];
  const store = {
    readStoredScripts: async (scripts: readonly StoredScript[]) => {
      const keys = scripts.map(({ id, direction }) => `${direction} ${id}`);
      read.push(keys.join(', '));
      return keys.map((key) => texts[key]);
    },
  };
  return { read, of: readersOf({ store } as unknown as CommandPorts) };
}

describe('deriveWith', () => {
  it('reads nothing for what asks nothing', async () => {
    const { read, of } = readers({});
    expect(await deriveWith({}, of, () => 'made')).toEqual({ value: 'made', further: {} });
    expect(read).toEqual([]);
  });

  it('reads each answer once, also those that are asked for only when others are known', async () => {
    const { read, of } = readers({ 'down 001': '', 'up 001': 'SELECT 1' });
    const make = (known: Known) => {
      const stored = askStoredText(known);
      const down = stored('001', 'down');
      return [down, down === '' ? stored('001', 'up') : undefined, stored('001', 'down')];
    };
    const { value, further } = await deriveWith({}, of, make);
    expect(value).toEqual(['', 'SELECT 1', '']);
    expect(read).toEqual(['down 001', 'up 001']);
    await deriveWith(further, of, make);
    expect(read).toHaveLength(2);
  });

  it('reads what is asked at once with one question', async () => {
    const { read, of } = readers({ 'up 002': 'SELECT 2' });
    const make = (known: Known) => ['001', '002'].map((id) => askStoredText(known)(id, 'up'));
    expect((await deriveWith({}, of, make)).value).toEqual([undefined, 'SELECT 2']);
    expect(read).toEqual(['up 001, up 002']);
  });

  it('knows that there is no answer', async () => {
    const { read, of } = readers({});
    expect((await deriveWith({}, of, (known) => askStoredText(known)('001', 'up'))).value).toBeUndefined();
    expect(read).toEqual(['up 001']);
  });

  it('says while it is made whether all that it asked is known', async () => {
    const { of } = readers({});
    const seen: boolean[] = [];
    await deriveWith({}, of, (known) => {
      askStoredText(known)('001', 'up');
      seen.push(known.isComplete());
    });
    expect(seen).toEqual([false, true]);
  });
});
