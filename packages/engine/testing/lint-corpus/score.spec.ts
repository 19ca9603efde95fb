import type { Label } from './read-labels';
import { readLabels } from './read-labels';
import { type ScoreRequest, score } from './score';
import type { ToolFinding } from './tools/tool-finding';

const { labels } = readLabels(`# a remark
001-a
  fault  up.sql:2    drop-column: lost
  fault  migration   down-missing: no down
002-b
  waived up.sql:1    policy-true: for everybody
`);
const meanings: ScoreRequest['meanings'] = {
  drops: ['drop-column', 'drop-table'],
  downs: ['down-missing'],
  open: ['policy-true'],
  taste: 'neutral',
  syntax: 'cannot read',
};

function finding(rule: string, id: string, line?: number, severity: ToolFinding['severity'] = 'warning'): ToolFinding {
  return { id, script: 'up', line, rule, severity, message: rule };
}

/** Each statement is two lines long. */
function scoreOf(...findings: readonly ToolFinding[]) {
  const result = score({ labels, findings, meanings, statementAt: (_, __, line) => Math.floor((line - 1) / 2) });
  const concepts = (of: readonly Label[]) => of.map(({ concept }) => concept);
  return { ...result, found: concepts(result.found), missed: concepts(result.missed) };
}

describe('the score of a tool', () => {
  it('counts a fault once, by its statement and what the rule stands for', () => {
    expect(scoreOf(finding('drops', '001-a', 1), finding('drops', '001-a', 2))).toEqual({
      found: ['drop-column'],
      missed: ['down-missing'],
      falseAlarms: [],
      idleNotices: [],
      unread: [],
    });
  });

  it('takes a fault of a whole migration from anywhere in it', () => {
    expect(scoreOf(finding('downs', '001-a', 9)).found).toEqual(['down-missing']);
    expect(scoreOf(finding('downs', '001-a')).found).toEqual(['down-missing']);
  });

  it.each([
    ['in a statement without a label', finding('drops', '001-a', 3)],
    ['in another migration', finding('downs', '002-b', 3)],
  ])('calls a finding %s a false alarm', (_, alarm) => {
    expect(scoreOf(alarm)).toMatchObject({ found: [], falseAlarms: [alarm] });
  });

  it.each([
    ['of taste', finding('taste', '001-a', 3)],
    ['of another concept in a labelled statement', finding('open', '001-a', 2)],
    ['that is waived', finding('open', '002-b', 1)],
  ])('does not count a finding %s', (_, neutral) => {
    expect(scoreOf(neutral)).toMatchObject({ found: [], falseAlarms: [] });
  });

  it('counts a notice that hits nothing by itself', () => {
    const notice = finding('drops', '001-a', 3, 'notice');
    expect(scoreOf(notice)).toMatchObject({ found: [], falseAlarms: [], idleNotices: [notice] });
  });

  it('says what a tool could not read', () => {
    expect(scoreOf(finding('syntax', '002-b', 1))).toMatchObject({ falseAlarms: [], unread: ['002-b'] });
  });

  it('refuses a rule whose meaning nobody has written down', () => {
    expect(() => scoreOf(finding('new-rule', '001-a', 1))).toThrow('What does the rule new-rule stand for?');
  });
});

it('refuses a label of no known form', () => {
  expect(() => readLabels('001-a\n  fault up.sql:1 no-such-concept: why')).toThrow('No label');
});
