import { InMemoryEventLog } from '#assay/event-log';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importRegister } from '../importing/import-register.js';
import { EventRecorder } from '../recording/event-recorder.js';
import { loadMapping } from './load-mapping.js';

test('the example of docs/mappings.md does what the page says', async () => {
  const page = await readFile(new URL('../../../../docs/mappings.md', import.meta.url), 'utf8');
  const block = (language: string) => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';
  const folder = await mkdtemp(join(tmpdir(), 'assay-page-'));
  try {
    await writeFile(join(folder, 'complaints.csv'), block('csv'));
    await writeFile(join(folder, 'my-register.yaml'), block('yaml'));
    const log = new InMemoryEventLog();
    const summary = await importRegister({
      file: join(folder, 'complaints.csv'),
      mapping: await loadMapping(join(folder, 'my-register.yaml')),
      recorder: new EventRecorder(log),
      spoolFolder: folder,
    });
    expect(summary).toMatchObject({ read: 3, accepted: 3, refused: 0, cases: 2, events: 3 });
    const events = (await log.readAll({ after: 0, limit: 10 })).map(
      ({ body }) => JSON.parse(body) as { id: string; data: object },
    );
    expect(events.map(({ id }) => id)).toEqual([
      '2024-17/Example Mutual/filed',
      '2024-18/Sample & Sons/filed',
      '2024-17/Example Mutual/resolved',
    ]);
    expect(events[2]?.data).toEqual({
      recovered: '1250',
      findings: [
        { disposition: 'not upheld', outcome: 'for' },
        { disposition: 'upheld', outcome: 'against' },
      ],
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
