import { gzipSync } from 'node:zlib';
import { ImportScenario } from '../testing/import-scenario.js';

let scenario: ImportScenario;
beforeEach(async () => (scenario = await ImportScenario.open()));
afterEach(() => scenario.close());

describe('lines of events (mapping `events`)', () => {
  const event = (key: string) =>
    JSON.stringify({
      specversion: '1.0',
      id: `${key}/filed`,
      source: 'urn:test:events',
      type: 'complaint.filed.v1',
      subject: `complaint/${key}`,
      time: '2024-01-01T00:00:00.000Z',
      data: { unit: 'company/A' },
    });
  test('are recorded as they come; bad ones are kept with their reason', async () => {
    const text = [event('a'), 'nonsense', `{"event":${event('b')},"position":9,"recordedAt":"x"}`, event('a')].join(
      '\n',
    );
    expect(await scenario.runEvents(gzipSync(text))).toMatchObject({
      read: 4,
      accepted: 2,
      duplicate: 1,
      refused: 1,
      cases: 2,
      events: 2,
      rejectsFile: scenario.rejectsFile,
    });
    expect(await scenario.rejects()).toMatchObject([{ line: 2, code: 'not-json', row: 'nonsense' }]);
    expect(await scenario.runEvents(text, { dryRun: true })).toMatchObject({
      accepted: 0,
      duplicate: 3,
      refused: 1,
      events: 0,
    });
  });

  test('that break off have told what stands before the break, and the error says so', async () => {
    const packed = gzipSync(Array.from({ length: 5_000 }, (_, index) => event(`k${(index * 7919) % 5000}`)).join('\n'));
    await expect(scenario.runEvents(packed.subarray(0, packed.length - 500))).rejects.toThrow(
      /^events\.ndjson is a truncated gzip file: .* (\d+) events of the \d+ lines before are recorded; import the whole file again, they will count as duplicates\.$/,
    );
    const { position } = await scenario.log.head();
    expect(position).toBeGreaterThan(0);
    expect(await scenario.runEvents(packed)).toMatchObject({
      read: 5_000,
      duplicate: position,
      accepted: 5_000 - position,
    });
  });
});
