import { selectRecords } from './catalog/catalog-source';
import { catalogSources } from './catalog/catalog-sources';
import { snapshotSql } from './snapshot-query';

describe('snapshotSql', () => {
  it('sets nothing beyond the transaction', () => {
    const [settings = ''] = snapshotSql(180000).split('WITH ');
    expect(settings.trimEnd().split('\n')).toContain('SET LOCAL search_path = pg_catalog, pg_temp;');
    expect(settings.replaceAll(/SET LOCAL [^;]+;/g, '').trim()).toBe('');
  });

  it.each([
    [140000, false],
    [150000, true],
    [190000, true],
  ])('asks server %i only for what it has', (version, published) => {
    expect(snapshotSql(version).includes('pg_publication_namespace')).toBe(published);
  });

  it.each(catalogSources.map((source) => ({ kind: source.kind, source })))(
    'needs no backslash for $kind, which standard_conforming_strings would change',
    ({ source }) => expect(selectRecords(source, 19)).not.toContain('\\'),
  );
});
