import { EngineError, errorCatalogue } from './errors';

describe('EngineError', () => {
  it('keeps code, hint, location and cause', () => {
    const cause = new Error('inner');
    const error = new EngineError('STEP_FAILED', 'it failed', {
      hint: 'Correct it.',
      location: { path: 'a.sql', line: 1, column: 2 },
      cause,
    });
    expect(error).toMatchObject({ code: 'STEP_FAILED', hint: 'Correct it.', location: { line: 1, column: 2 }, cause });
  });

  it.each(Object.entries(errorCatalogue))(
    '%s says when it happens and what to do, in a sentence each',
    (_code, entry) => {
      expect(entry.when).toMatch(/^[A-Z`-].*\.$/);
      expect(entry.whatToDo).toMatch(/^[A-Z].*\.$/);
    },
  );
});
