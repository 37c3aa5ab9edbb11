import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventRecorder, type RecordEvents } from '#assay/intake';
import { Answers } from '#assay/scoring';
import { type LedgerConfiguration, readConfiguration } from './configuration.js';
import { type Ledger, type LedgerAccess, openLedger } from './ledger.js';
import { SchemePublisher } from './scheme-publisher.js';
import { scoringResources } from './scoring-resources.js';

const filed = (key: string): object => ({
  specversion: '1.0',
  id: `${key}/filed`,
  source: 'urn:test:asking',
  type: 'complaint.filed.v1',
  subject: `complaint/${key}`,
  time: '2024-01-02T00:00:00.000Z',
  data: { unit: 'company/A' },
});

describe('a ledger that is opened for a question', () => {
  let folder: string;
  let configuration: LedgerConfiguration;
  let open: Ledger[];
  const opened = async (access: LedgerAccess, processors: 'inline' | 'off' = 'inline'): Promise<Ledger> => {
    const ledger = await openLedger({ ...configuration, processors }, access, () => undefined);
    open.push(ledger);
    return ledger;
  };
  const record = async (key: string, processors: 'inline' | 'off' = 'inline'): Promise<void> => {
    const ledger = await opened('write', processors);
    const [receipt] = await new EventRecorder(ledger.log).record([filed(key)]);
    expect(receipt).toMatchObject({ status: 'accepted' });
    await ledger.waitUntilScored();
    await ledger.close();
  };
  const knownAt = async (ledger: Ledger): Promise<number> => {
    const { boards } = new Answers(scoringResources(ledger, configuration));
    return (await boards.board({ scheme: 'complaint-outcomes', period: '2024' })).knownAt.position;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-asking-'));
    configuration = readConfiguration({ ASSAY_DATA: folder });
    open = [];
    await record('1');
  });
  afterEach(async () => {
    for (const ledger of open) await ledger.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('is left to others to write where its scores are up to date', async () => {
    const asked = await opened('ask');
    expect([asked.access, await knownAt(asked)]).toEqual(['read', 1]);
    await record('2');
    expect(await knownAt(asked)).toBe(2);
  });

  test('has its scores brought up to date first where they are behind', async () => {
    await record('2', 'off');
    const asked = await opened('ask');
    expect(asked.access).toBe('write');
    await asked.waitUntilScored();
    expect(await knownAt(asked)).toBe(2);
  });

  test('has them made where there are none', async () => {
    await rm(join(folder, 'scores'), { recursive: true });
    const asked = await opened('ask');
    expect(asked.access).toBe('write');
    await asked.waitUntilScored();
    expect(await knownAt(asked)).toBe(1);
  });

  test('is not opened when that is stopped while a rulebook is filled in, and is at the next start', async () => {
    const offline = await opened('write', 'off');
    const { document } = offline.schemes.get('naic-index').scheme;
    const publisher = new SchemePublisher(
      { execute: ({ records }: RecordEvents) => new EventRecorder(offline.log).record(records) } as never,
      offline,
    );
    await publisher.publish({ ...document, id: 'our-index' });
    await offline.close();
    const stopped = openLedger(
      { ...configuration, processors: 'inline' },
      'write',
      () => undefined,
      AbortSignal.abort(new Error('Stopped.')),
    );
    await expect(stopped).rejects.toThrow('Stopped.');
    const asked = await opened('ask');
    await asked.waitUntilScored();
    const { boards } = new Answers(scoringResources(asked, configuration));
    expect(await boards.board({ scheme: 'our-index', period: '2024' })).toMatchObject({ knownAt: { position: 2 } });
  });

  test('has somebody look after them where the log is older than they are', async () => {
    const log = join(folder, 'log.db');
    await copyFile(log, `${log}.older`);
    await record('2');
    for (const suffix of ['-wal', '-shm']) await rm(log + suffix, { force: true });
    await copyFile(`${log}.older`, log);
    expect((await opened('ask')).access).toBe('write');
  });

  test('does what is asked of whoever keeps them, such as a build that is under way', async () => {
    const keeper = await opened('write');
    await keeper.rebuilds.ask({ kind: 'start', hold: true });
    await keeper.close();
    expect((await opened('ask')).access).toBe('write');
  });

  test('is asked beside whoever writes to it, as far as the scores are', async () => {
    const writer = await opened('write', 'off');
    await new EventRecorder(writer.log).record([filed('2')]);
    const asked = await opened('ask');
    expect([asked.access, await knownAt(asked)]).toEqual(['read', 1]);
  });

  test('is missed in the same words as for reading', async () => {
    configuration = readConfiguration({ ASSAY_DATA: join(folder, 'nowhere') });
    const errors = await Promise.all(
      (['ask', 'read'] as const).map((access) => opened(access).catch((error: unknown) => String(error))),
    );
    expect(errors[0]).toContain('nowhere');
    expect(errors[0]).toBe(errors[1]);
  });
});
