import { drawScratchToken, parseScratchName, projectPartOf, scratchName } from './scratch-name';

const token = '0123456789abcdef';

it('tells whose it is, when it was made and by which lock its maker is known', () => {
  const name = scratchName(projectPartOf('api'), 1_763_800_000, token);
  expect(name).toBe('pgrestify_scratch_api14c2529e_1763800000_0123456789abcdef');
  expect(parseScratchName(name)).toEqual({
    name,
    projectPart: 'api14c2529e',
    madeAtSeconds: 1_763_800_000,
    makerLock: { classId: 0x7067726a - 2, objectId: 0x01234567 },
  });
});

it.each(['', 'api', '@acme/billing', 'Überschrift', 'a-very-long-name-of-a-project'.repeat(9)])(
  'of the project "%s" is a name that PostgreSQL has room for and that needs no quotes',
  (project) => {
    const name = scratchName(projectPartOf(project), 1_763_800_000, drawScratchToken());
    expect(name).toMatch(/^[a-z_][a-z0-9_]{0,62}$/);
    expect(parseScratchName(name)?.projectPart).toBe(projectPartOf(project));
  },
);

it('no two projects are taken for one, however alike they begin', () => {
  const projects = ['billing', 'billing-api', 'billing_api', 'Billing', 'billingapi'];
  expect(new Set(projects.map(projectPartOf)).size).toBe(projects.length);
});

it.each([
  'pgrestify_scratch',
  'pgrestify_scratch_api_1763800000_0123456789abcdef',
  'pgrestify_scratch_api14c2529e_1763800000_0123456789abcde',
  'pgrestify_scratch_api14c2529e_1763800000_0123456789abcdefa',
  'pgrestify_scratch_api14c2529e_yesterday_0123456789abcdef',
  'pgrestify_scratch_api14c2529e_1763800000_0123456789ABCDEF',
  'my_pgrestify_scratch_api14c2529e_1763800000_0123456789abcdef',
  'pgrestify_scratch_api14c2529e_1763800000_0123456789abcdef_copy',
])('%s only looks like one', (name) => {
  expect(parseScratchName(name)).toBeUndefined();
});
