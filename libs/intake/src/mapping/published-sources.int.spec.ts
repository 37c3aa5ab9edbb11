import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublishedSources } from './published-sources.js';

describe('who publishes what comes from a source', () => {
  let folder: string;
  let sources: PublishedSources;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-sources-'));
    sources = new PublishedSources(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const from = (uri: string, publisher: string, dataSet: string) => ({ source: { uri, publisher, dataSet } });

  test('is what the import’s mapping said, also after a restart; several data sets stand side by side', async () => {
    expect(await sources.name('urn:register:mine')).toBeNull();
    await sources.remember(from('urn:register:mine', 'The Authority', 'Complaints'));
    await sources.remember(from('urn:register:other', 'Somebody', 'Calls'));
    await sources.remember(from('urn:register:mine', 'The Authority', 'Decisions'));
    await sources.remember(from('urn:register:mine', 'The Authority', 'Complaints'));
    expect(await new PublishedSources(folder).name('urn:register:mine')).toEqual({
      publisher: 'The Authority',
      dataSet: 'Complaints, Decisions',
    });
    expect(await sources.name('urn:register:other')).toEqual({ publisher: 'Somebody', dataSet: 'Calls' });
    expect(await sources.name('toString')).toBeNull();
    expect(await readdir(folder)).toEqual(['sources.json']);
  });

  test('is told anew once another process has written it down', async () => {
    const reader = new PublishedSources(folder);
    expect(await reader.name('urn:register:mine')).toBeNull();
    for (const dataSet of ['Calls', 'Visit']) {
      await rm(join(folder, 'sources.json'), { force: true });
      await new PublishedSources(folder).remember(from('urn:register:mine', 'The Authority', dataSet));
      expect(await reader.name('urn:register:mine')).toEqual({ publisher: 'The Authority', dataSet });
    }
    await rm(join(folder, 'sources.json'));
    expect(await reader.name('urn:register:mine')).toBeNull();
  });

  test('of a shipped register is what its mapping says, and no file is written for it', async () => {
    await sources.remember(from('urn:register:ct-cid', 'Somebody else', 'Rumours'));
    expect(await sources.name('urn:register:ct-cid')).toMatchObject({ publisher: 'Connecticut Insurance Department' });
    expect(await readdir(folder)).toEqual([]);
  });

  test('another publisher of the same source takes the place of the first', async () => {
    await sources.remember(from('urn:register:mine', 'The Authority', 'Complaints'));
    await sources.remember(from('urn:register:mine', 'The New Authority', 'Complaints'));
    expect(await sources.name('urn:register:mine')).toEqual({ publisher: 'The New Authority', dataSet: 'Complaints' });
  });

  test.each(['', '{', '[]', '{"urn:register:mine": "The Authority"}'])(
    'a spoilt file (%j) names nobody',
    async (text) => {
      await writeFile(join(folder, 'sources.json'), text);
      expect(await sources.name('urn:register:mine')).toBeNull();
      await sources.remember(from('urn:register:mine', 'The Authority', 'Complaints'));
      expect(await sources.name('urn:register:mine')).toMatchObject({ publisher: 'The Authority' });
    },
  );
});
