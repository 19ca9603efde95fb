import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { concepts } from './concepts';
import { readCorpus } from './corpus';

const history = readCorpus('history');
const broken = readCorpus('broken');

describe.each([history, broken])('the labels of $name', ({ sqlPath, ids, labels, statementAt }) => {
  it('name each migration once, in the order in which they run', () => {
    expect(ids).toEqual(readdirSync(join(sqlPath, 'migrations')).toSorted());
  });

  it('stand on a line with SQL', () => {
    for (const { id, place, concept } of labels) {
      if (place === undefined) continue;
      const lines = readFileSync(join(sqlPath, 'migrations', id, `${place.script}.sql`), 'utf8').split('\n');
      expect([id, concept, lines[place.line - 1]]).toEqual([id, concept, expect.stringMatching(/\S/)]);
    }
  });

  it('name a concept once for a statement', () => {
    const keys = labels.map(({ id, place, concept }) =>
      place ? `${id} ${place.script} ${statementAt(id, place.script, place.line)} ${concept}` : `${id} ${concept}`,
    );
    expect(keys).toEqual([...new Set(keys)]);
  });
});

describe('the corpus', () => {
  it('has two hundred migrations that apply, about half of them with a fault', () => {
    const faulty = new Set(history.labels.filter(({ kind }) => kind === 'fault').map(({ id }) => id));
    expect([history.ids.length, faulty.size]).toEqual([200, 108]);
  });

  it('has a fault of each concept', () => {
    const labelled = new Set([...history.labels, ...broken.labels].map(({ concept }) => concept));
    expect(Object.keys(concepts).filter((concept) => !labelled.has(concept as keyof typeof concepts))).toEqual([]);
  });
});
