import fc from 'fast-check';
import { readdir } from 'node:fs/promises';
import { findingRows, ImportScenario } from '../testing/import-scenario.js';

let scenario: ImportScenario;
beforeEach(async () => (scenario = await ImportScenario.open()));
afterEach(() => scenario.close());

describe('rows become cases', () => {
  test('several rows make one case, wherever they stand, and events come in order of time', async () => {
    const summary = await scenario.run(
      findingRows(
        '2,B,2024-03-01,2024-03-05,Settled,10.50',
        '1,A,2024-01-01,2024-04-01,Substantiated,0.0',
        '2,B,2024-03-01,2024-03-05,Substantiated,10.50',
      ),
    );
    expect(summary).toEqual({
      read: 3,
      accepted: 3,
      duplicate: 0,
      refused: 0,
      cases: 2,
      events: 4,
      head: { position: 4, recordedAt: '2026-01-15T12:00:00.000Z' },
      rejectsFile: null,
      exactDuplicates: [],
      collisions: [],
      gaps: [],
      unusedColumns: [],
      warnings: [],
      dryRun: false,
    });
    expect((await scenario.bodies()).map((body) => (JSON.parse(body) as { id: string }).id)).toEqual([
      '1/A/filed',
      '2/B/filed',
      '2/B/resolved',
      '1/A/resolved',
    ]);
    expect((await scenario.bodies())[2]).toBe(
      '{"data":{"findings":[{"disposition":"Settled","outcome":"against"},{"disposition":"Substantiated","outcome":"for"}],"recovered":"10.5"},' +
        '"id":"2/B/resolved","source":"urn:register:findings","specversion":"1.0","subject":"complaint/findings/2/B",' +
        '"time":"2024-03-05T00:00:00.000Z","type":"complaint.resolved.v1"}',
    );
  });

  test('an exact copy of a row is counted as a duplicate and named by its line', async () => {
    const row = '1,A,2024-01-01,2024-04-01,Settled,0';
    expect(await scenario.run(findingRows(row, row, '1,A,2024-01-01,2024-04-01,,0', row))).toMatchObject({
      read: 4,
      accepted: 2,
      duplicate: 2,
      cases: 1,
      exactDuplicates: [3, 5],
    });
  });

  test('a second import adds nothing and counts every row as a duplicate', async () => {
    const text = findingRows('1,A,2024-01-01,2024-04-01,Settled,0', '2,A,2024-01-01,,,', '2,A,2024-01-01,,,');
    const first = await scenario.run(text);
    expect(first).toMatchObject({ accepted: 2, duplicate: 1, events: 3 });
    expect(await scenario.run(text)).toMatchObject({
      read: 3,
      accepted: 0,
      duplicate: 3,
      refused: 0,
      cases: 2,
      events: 0,
      head: first.head,
    });
  });

  test('a later edition of the register adds what is new and refuses what was rewritten', async () => {
    await scenario.run(findingRows('1,A,2024-01-01,,,', '2,A,2024-01-01,2024-02-01,Settled,5'));
    const summary = await scenario.run(
      findingRows('1,A,2024-01-01,2024-03-01,Settled,0', '2,A,2024-01-01,2024-02-01,Settled,6', '3,A,2024-01-09,,,'),
    );
    expect(summary).toMatchObject({ read: 3, accepted: 2, duplicate: 0, refused: 1, events: 2 });
    expect(await scenario.rejects()).toEqual([
      {
        line: 3,
        code: 'id-conflict',
        reason:
          'The event id 2/A/resolved is already recorded in complaint/findings/2/A at position 3 with other content. Events are immutable: send a correction as a new event with its own id.',
        field: '/id',
        value: '"2/A/resolved"',
        row: '2,A,2024-01-01,2024-02-01,Settled,6',
      },
    ]);
  });

  test('the order of rows changes no byte of what is recorded', async () => {
    const lines = [
      '1,A,2024-01-01,2024-04-01,Settled,0',
      '1,A,2024-01-01,2024-04-01,Substantiated,0',
      '1,A,2024-01-01,2024-04-01,,0',
      '2,B,2024-01-01,,,',
    ];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(lines, { minLength: 4 }), async (shuffled) => {
        scenario.beginAnew();
        await scenario.run(findingRows(...shuffled));
        const shuffledBodies = await scenario.bodies();
        scenario.beginAnew();
        await scenario.run(findingRows(...lines));
        expect(new Set(shuffledBodies)).toEqual(new Set(await scenario.bodies()));
      }),
      { numRuns: 15 },
    );
  });

  test('a dry run says what would be, and records nothing', async () => {
    await scenario.run(findingRows('1,A,2024-01-01,,,'));
    const text = findingRows(
      '1,A,2024-01-01,2024-04-01,Settled,0',
      '2,A,2024-01-01,2024-01-09,Settled,0',
      '3,A,2024-01-01,,Guessed,',
    );
    expect(await scenario.run(text, { dryRun: true })).toMatchObject({
      read: 3,
      accepted: 3,
      refused: 0,
      events: 4,
      dryRun: true,
      head: { position: 1 },
    });
    expect(await scenario.run(findingRows('1,A,2024-02-02,,,'), { dryRun: true })).toMatchObject({
      refused: 1,
      events: 0,
    });
    expect((await scenario.log.head()).position).toBe(1);
  });

  test('progress tells the phases in order, to their ends', async () => {
    const last = new Map<string, number[]>();
    await scenario.run(findingRows('1,A,2024-01-01,,,', '2,A,2024-01-01,,,'), {
      onProgress: ({ phase, rows: read, done, total, bytes, totalBytes }) =>
        last.set(phase, [read, done, total, bytes / totalBytes]),
    });
    expect([...last]).toEqual([
      ['reading', [2, 2, 0, 1]],
      ['recording', [2, 2, 2, 1]],
    ]);
  });

  test('progress tells of rows that are checked while nothing can be recorded yet', async () => {
    const text = findingRows(...Array.from({ length: 600 }, (_, index) => `${index},A,2024-01-01,,,`));
    const last = new Map<string, number>();
    await scenario.run(text, { order: 'case', onProgress: ({ phase, done }) => last.set(phase, done) });
    expect([...last]).toEqual([
      ['reading', 600],
      ['checking', 512],
      ['recording', 600],
    ]);
  });

  test('can be stopped, and leaves no temporary file', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(scenario.run(findingRows('1,A,2024-01-01,,,'), { signal: stop.signal })).rejects.toThrow(/abort/);
    expect(await readdir(scenario.spoolFolder)).toEqual([]);
    await scenario.run(findingRows('1,A,2024-01-01,,,'));
    expect(await readdir(scenario.spoolFolder)).toEqual([]);
  });
});
