import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SchemeLibrary } from '#assay/scoring';
import { RULEBOOK } from '#assay/service-record';
import { canonicalise } from '#assay/transparency';

import { readConfiguration } from './configuration.js';
import { openLedger } from './ledger.js';

test('a ledger that is closed while a rulebook is taken up says of no failure', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-ledger-'));
  const notices: string[] = [];
  const configuration = readConfiguration({ ASSAY_DATA: folder, ASSAY_PROCESSORS: 'inline' });
  const ledger = await openLedger(configuration, 'write', (notice) => void notices.push(notice));
  const { document } = (await SchemeLibrary.load()).get('complaint-outcomes').scheme;
  const published = {
    specversion: '1.0',
    id: 'complaint-outcomes@2',
    source: 'urn:assay:rulebook',
    type: 'scheme.published.v1',
    subject: RULEBOOK,
    time: '2024-01-01T00:00:00.000Z',
    data: { id: 'complaint-outcomes', version: 2, hash: '', document: { ...document, version: 2 } },
  };
  const { id, type } = published;
  await ledger.log.append([
    { stream: RULEBOOK, expectedRevision: 'no-stream', events: [{ id, type, body: canonicalise(published) }] },
  ]);
  await ledger.waitUntilScored();
  await ledger.close();
  expect(notices.filter((notice) => notice.includes('could not'))).toEqual([]);
  await rm(folder, { recursive: true });
});
