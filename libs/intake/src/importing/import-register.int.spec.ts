import { InMemoryEventLog } from '#assay/event-log';
import fc from 'fast-check';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Mapping } from '../mapping/mapping.js';
import { loadMapping } from '../mapping/load-mapping.js';
import { parseMapping } from '../mapping/parse-mapping.js';
import { EventRecorder } from '../recording/event-recorder.js';
import type { ImportOptions } from './import-options.js';
import { importRegister } from './import-register.js';
import type { ImportSummary } from './import-summary.js';

const NOW = Date.parse('2026-01-15T12:00:00.000Z');

const HEADER = 'file,company,opened,closed,finding,recovery';

/** A register whose rows are findings: several make a case. */
const findings = {
  id: 'findings',
  version: 1,
  title: 'Findings',
  source: { publisher: 'Somebody', dataSet: 'Findings', uri: 'urn:register:findings' },
  columns: {
    file: 'file',
    company: 'company',
    opened: { names: ['opened'], date: ['YYYY-MM-DD'] },
    closed: { names: ['closed'], date: ['YYYY-MM-DD'] },
    finding: 'finding',
    recovery: 'recovery',
  },
  rows: { key: ['file', 'company'], repeated: 'merge', agree: ['opened', 'closed', 'recovery'] },
  cases: [
    {
      kind: 'complaint',
      key: 'findings/{file}/{company}',
      events: [
        {
          type: 'complaint.filed.v1',
          id: '{file}/{company}/filed',
          time: 'opened',
          data: { unit: { unit: { company: '{company}' } } },
        },
        {
          type: 'complaint.resolved.v1',
          when: { closed: 'filled' },
          id: '{file}/{company}/resolved',
          time: 'closed',
          data: {
            recovered: { decimal: 'recovery' },
            findings: {
              perRow: {
                disposition: 'finding',
                outcome: { values: 'finding', map: { Settled: 'against', Substantiated: 'for' }, otherwise: 'refuse' },
              },
            },
          },
        },
      ],
    },
  ],
};

describe('importing a register', () => {
  let folder: string;
  let log: InMemoryEventLog;
  let recorder: EventRecorder;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-import-'));
    log = new InMemoryEventLog({ clock: () => NOW });
    recorder = new EventRecorder(log, { clock: () => NOW });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const rejectsFile = () => join(folder, 'rejects', 'rejects.ndjson');

  async function run(
    content: string | Buffer,
    options: Partial<Omit<ImportOptions, 'mapping'>> & { mapping?: object; name?: string } = {},
  ): Promise<ImportSummary> {
    const { mapping = findings, name = 'register.csv', ...rest } = options;
    const file = join(folder, name);
    await writeFile(file, content);
    return importRegister({
      file,
      mapping: parseMapping(mapping, 'test'),
      recorder,
      spoolFolder: join(folder, 'spool'),
      rejectsFile: rejectsFile(),
      ...rest,
    });
  }

  const rows = (...lines: string[]): string => `${[HEADER, ...lines].join('\n')}\n`;
  const bodies = async () => (await log.readAll({ after: 0, limit: 100_000 })).map(({ body }) => body);
  const rejects = async () =>
    (await readFile(rejectsFile(), 'utf8'))
      .trim()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as {
            line: number;
            code: string;
            reason: string;
            field?: string;
            value?: string;
            row: string;
          },
      );

  describe('rows become cases', () => {
    test('several rows make one case, wherever they stand, and events come in order of time', async () => {
      const summary = await run(
        rows(
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
        unusedColumns: [],
        warnings: [],
        dryRun: false,
      });
      expect((await bodies()).map((body) => (JSON.parse(body) as { id: string }).id)).toEqual([
        '1/A/filed',
        '2/B/filed',
        '2/B/resolved',
        '1/A/resolved',
      ]);
      expect((await bodies())[2]).toBe(
        '{"data":{"findings":[{"disposition":"Settled","outcome":"against"},{"disposition":"Substantiated","outcome":"for"}],"recovered":"10.5"},' +
          '"id":"2/B/resolved","source":"urn:register:findings","specversion":"1.0","subject":"complaint/findings/2/B",' +
          '"time":"2024-03-05T00:00:00.000Z","type":"complaint.resolved.v1"}',
      );
    });

    test('an exact copy of a row is counted as a duplicate and named by its line', async () => {
      const row = '1,A,2024-01-01,2024-04-01,Settled,0';
      expect(await run(rows(row, row, '1,A,2024-01-01,2024-04-01,,0', row))).toMatchObject({
        read: 4,
        accepted: 2,
        duplicate: 2,
        cases: 1,
        exactDuplicates: [3, 5],
      });
    });

    test('a second import adds nothing and counts every row as a duplicate', async () => {
      const text = rows('1,A,2024-01-01,2024-04-01,Settled,0', '2,A,2024-01-01,,,', '2,A,2024-01-01,,,');
      const first = await run(text);
      expect(first).toMatchObject({ accepted: 2, duplicate: 1, events: 3 });
      expect(await run(text)).toMatchObject({
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
      await run(rows('1,A,2024-01-01,,,', '2,A,2024-01-01,2024-02-01,Settled,5'));
      const summary = await run(
        rows('1,A,2024-01-01,2024-03-01,Settled,0', '2,A,2024-01-01,2024-02-01,Settled,6', '3,A,2024-01-09,,,'),
      );
      expect(summary).toMatchObject({ read: 3, accepted: 2, duplicate: 0, refused: 1, events: 2 });
      expect(await rejects()).toEqual([
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
          log = new InMemoryEventLog();
          recorder = new EventRecorder(log, { clock: () => NOW });
          await run(rows(...shuffled));
          const shuffledBodies = await bodies();
          log = new InMemoryEventLog();
          recorder = new EventRecorder(log, { clock: () => NOW });
          await run(rows(...lines));
          expect(new Set(shuffledBodies)).toEqual(new Set(await bodies()));
        }),
        { numRuns: 15 },
      );
    });

    test('a dry run says what would be, and records nothing', async () => {
      await run(rows('1,A,2024-01-01,,,'));
      const text = rows(
        '1,A,2024-01-01,2024-04-01,Settled,0',
        '2,A,2024-01-01,2024-01-09,Settled,0',
        '3,A,2024-01-01,,Guessed,',
      );
      expect(await run(text, { dryRun: true })).toMatchObject({
        read: 3,
        accepted: 3,
        refused: 0,
        events: 4,
        dryRun: true,
        head: { position: 1 },
      });
      expect(await run(rows('1,A,2024-02-02,,,'), { dryRun: true })).toMatchObject({ refused: 1, events: 0 });
      expect((await log.head()).position).toBe(1);
    });

    test('progress tells the phases in order, to their ends', async () => {
      const last = new Map<string, number[]>();
      await run(rows('1,A,2024-01-01,,,', '2,A,2024-01-01,,,'), {
        onProgress: ({ phase, rows: read, done, total, bytes, totalBytes }) =>
          last.set(phase, [read, done, total, bytes / totalBytes]),
      });
      expect([...last]).toEqual([
        ['reading', [2, 2, 0, 1]],
        ['checking', [2, 2, 2, 1]],
        ['recording', [2, 2, 2, 1]],
      ]);
    });

    test('can be stopped, and leaves no temporary file', async () => {
      const stop = new AbortController();
      stop.abort();
      await expect(run(rows('1,A,2024-01-01,,,'), { signal: stop.signal })).rejects.toThrow(/abort/);
      expect(await readdir(join(folder, 'spool'))).toEqual([]);
      await run(rows('1,A,2024-01-01,,,'));
      expect(await readdir(join(folder, 'spool'))).toEqual([]);
    });
  });

  describe('a bad row is refused with its line, reason and text, and the others are recorded', () => {
    const good = '9,Z,2024-01-01,,,';

    test.each<[string, string[], object[]]>([
      [
        'too few cells',
        ['1,A,2024-01-01'],
        [{ line: 2, code: 'invalid', reason: 'The row has 3 cells, the header has 6.', row: '1,A,2024-01-01' }],
      ],
      [
        'no key',
        [',A,2024-01-01,,,'],
        [
          {
            line: 2,
            code: 'invalid',
            reason: 'file is empty, but it tells which rows belong together.',
            field: 'file',
            value: '""',
            row: ',A,2024-01-01,,,',
          },
        ],
      ],
      [
        'a date that is none',
        ['1,A,2024-02-30,,,'],
        [
          {
            line: 2,
            reason: 'opened is "2024-02-30", which is no day written as YYYY-MM-DD.',
            field: 'opened',
            value: '"2024-02-30"',
          },
        ],
      ],
      [
        'no date where one is needed',
        ['1,A,,,,'],
        [{ line: 2, reason: 'opened is empty, but it says when complaint.filed.v1 happened.', field: 'opened' }],
      ],
      [
        'a number that is none',
        ['1,A,2024-01-01,2024-01-05,Settled,much'],
        [{ line: 2, reason: 'recovery is "much", which is not a decimal number.', field: 'recovery', value: '"much"' }],
      ],
      [
        'a value that the mapping does not know, in one row of a case',
        ['1,A,2024-01-01,2024-01-05,Settled,0', '1,A,2024-01-01,2024-01-05,Guessed,0'],
        [
          {
            line: 2,
            reason:
              'finding is "Guessed", which the mapping does not know; it knows Settled, Substantiated. (Line 3; all 2 rows of the case are refused.)',
          },
          {
            line: 3,
            reason:
              'finding is "Guessed", which the mapping does not know; it knows Settled, Substantiated. (Line 3; all 2 rows of the case are refused.)',
            field: 'finding',
            value: '"Guessed"',
          },
        ],
      ],
      [
        'rows of one case that disagree',
        ['1,A,2024-01-01,2024-01-05,Settled,0', '1,A,2024-01-01,2024-01-06,Settled,0'],
        [
          {
            line: 2,
            reason:
              'Lines 2 and 3 are of one case (file 1, company A) but disagree in closed: "2024-01-05" and "2024-01-06". (All 2 rows of the case are refused.)',
          },
          { line: 3, field: 'closed', value: '"2024-01-06"' },
        ],
      ],
      [
        'an end before the beginning',
        ['1,A,2024-01-05,2024-01-01,Settled,0'],
        [{ line: 2, code: 'contradiction', reason: expect.stringContaining('complaint/findings/1/A') }],
      ],
      [
        'the future',
        ['1,A,2031-01-01,,,'],
        [{ line: 2, code: 'in-the-future', field: '/time', value: '"2031-01-01T00:00:00.000Z"' }],
      ],
      [
        'a quote that never closes',
        ['1,"A,2024-01-01,,,'],
        [
          {
            line: 2,
            reason: expect.stringContaining('a quote is opened and never closed.'),
            row: '1,"A,2024-01-01,,,',
          },
        ],
      ],
      ['a name that is too long', [`1,${'A'.repeat(600)},2024-01-01,,,`], [{ line: 2, code: 'invalid', field: '/id' }]],
    ])('%s', async (_case, lines, expected) => {
      const before = lines[0]?.includes('"A') ? [good, ...lines] : [...lines, good];
      const shift = before[0] === good ? 1 : 0;
      const summary = await run(rows(...before));
      expect(summary).toMatchObject({
        read: before.length,
        accepted: 1,
        duplicate: 0,
        refused: lines.length,
        events: 1,
        rejectsFile: rejectsFile(),
      });
      const moved = expected.map((reject) => ({ ...reject, line: (reject as { line: number }).line + shift }));
      expect(await rejects()).toMatchObject(moved);
    });

    test('a row that tells of nothing', async () => {
      const silent = structuredClone(findings);
      Object.assign(silent.cases[0]!.events[0]!, { when: { closed: 'filled' } });
      expect(await run(rows('1,A,2024-01-01,,,'), { mapping: silent })).toMatchObject({
        read: 1,
        refused: 1,
        events: 0,
      });
      expect((await rejects())[0]?.reason).toBe('The row tells of no event: no `when` of the mapping holds for it.');
    });

    test('different rows with one key, where the mapping takes one row per key', async () => {
      const single = { ...findings, rows: { key: ['file'], repeated: 'refuse' } };
      expect(
        await run(rows('1,A,2024-01-01,,,', '2,A,2024-01-01,,,', '1,B,2024-01-01,,,'), { mapping: single }),
      ).toMatchObject({
        read: 3,
        accepted: 1,
        refused: 2,
      });
      expect((await rejects()).map(({ line, reason }) => [line, reason])).toEqual(
        [2, 4].map((line) => [
          line,
          'Lines 2, 4 have the same key (file 1) and differ, and the mapping takes one row per key. Leave one, or say in the mapping what repeated rows mean. (All 2 rows of the case are refused.)',
        ]),
      );
    });

    test('columns that do not add up', async () => {
      const summing = { ...findings, checks: [{ sum: ['file', 'recovery'], equals: 'finding' }] };
      Object.assign(summing, { cases: [{ ...findings.cases[0], events: [findings.cases[0]!.events[0]] }] });
      expect(await run(rows('1,A,2024-01-01,,1.3,.30', '1,B,2024-01-01,,1.2,.30'), { mapping: summing })).toMatchObject(
        {
          accepted: 1,
          refused: 1,
        },
      );
      expect((await rejects())[0]).toMatchObject({
        line: 3,
        reason: 'file + recovery is 1 + 0.3, which does not add up to finding, 1.2.',
        field: 'finding',
      });
    });
  });

  describe('a bad file is an error with a sentence, and nothing is recorded', () => {
    const text = rows('1,A,2024-01-01,,,', '2,Café,2024-01-01,,,');
    const long = rows(
      ...Array.from({ length: 20_000 }, (_, index) => `${index},A${(index * 7919) % 1000},2024-01-01,,,`),
    );
    const packed = gzipSync(long);
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, damaged.length - 40, damaged.length - 20);

    test.each<[string, string | Buffer, string | RegExp]>([
      ['empty', '', 'register.csv is empty: it has not even a header.'],
      ['only blank lines', '\n\n', 'register.csv is empty: it has not even a header.'],
      ['an empty gzip', gzipSync(''), 'register.csv is empty: it has not even a header.'],
      [
        'another delimiter',
        text.replaceAll(',', ';'),
        /^register\.csv lacks the columns "file", "company", "opened", "closed", "finding", "recovery"\. Its header has 1 column: file;company;opened;closed;finding;recovery\. The columns look separated by ";", but the mapping findings says ",": set format\.delimiter\.$/,
      ],
      [
        'another register',
        'a,b\n1,2\n',
        /Its header has 2 columns: a, b\. Is it the file that the mapping findings is for\?$/,
      ],
      [
        'a truncated gzip',
        packed.subarray(0, packed.length - 200),
        /^register\.csv is a truncated gzip file: it ends after \d+ bytes, in the middle of its data\. Fetch it again\. \d+ rows were read before that; nothing was recorded\.$/,
      ],
      ['a damaged gzip', damaged, /^register\.csv is a damaged gzip file: at byte \d+ of \d+ it no longer makes sense/],
      [
        'a spreadsheet',
        Buffer.from('PK\u0003\u0004rest'),
        'register.csv is a ZIP archive or a spreadsheet. Save the table in it as CSV (UTF-8).',
      ],
      ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), 'register.csv is UTF-16. Save it as UTF-8.'],
      [
        'binary',
        text.replace('Caf', 'C\u0000f'),
        'register.csv is no text: line 3 holds a NUL byte. 0 rows were read before that; nothing was recorded.',
      ],
      [
        'a header that cannot be read',
        '"file,company\n1,A\n',
        /^register\.csv has no header that can be read: Lines 1 to 2 cannot be told apart: a quote is opened and never closed\.$/,
      ],
    ])('%s', async (_case, content, sentence) => {
      await expect(run(content)).rejects.toThrow(sentence);
      expect((await log.head()).position).toBe(0);
      expect(await readdir(join(folder, 'spool')).catch(() => [])).toEqual([]);
    });

    test('missing, or a folder', async () => {
      const options = { mapping: (await loadMapping('ct-cid')) as Mapping, recorder, spoolFolder: folder };
      await expect(importRegister({ ...options, file: join(folder, 'no.csv') })).rejects.toThrow(
        `There is no file ${join(folder, 'no.csv')}.`,
      );
      await expect(importRegister({ ...options, file: folder })).rejects.toThrow(
        `${folder} is a folder. Name one file.`,
      );
    });

    test('a header and no rows is no error, but is said', async () => {
      expect(await run(`${HEADER}\n`)).toMatchObject({
        read: 0,
        events: 0,
        warnings: ['register.csv has a header and no rows: there is nothing to import.'],
      });
    });

    test('a byte order mark is no part of the first title', async () => {
      expect(await run(`\ufeff${text}`)).toMatchObject({ accepted: 2 });
    });

    test('a file that is not UTF-8 is read as windows-1252 when the mapping leaves it open, and refused when it does not', async () => {
      const western = Buffer.from(text.replace('é', '\u0092'), 'latin1');
      expect(await run(western)).toMatchObject({
        accepted: 2,
        warnings: ['register.csv is not UTF-8 (line 3); it was read as windows-1252.'],
      });
      expect((await bodies()).join()).toContain('company/Caf’');
      const strict = { ...findings, format: { encoding: 'utf-8' } };
      await expect(run(western, { mapping: strict })).rejects.toThrow(
        'register.csv is not UTF-8: line 3 holds bytes that UTF-8 does not know. Save it as UTF-8, or write `encoding: windows-1252` (or `auto`) under `format` in the mapping. 0 rows were read before that; nothing was recorded.',
      );
    });
  });

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
    const runEvents = async (content: string | Buffer, options: Partial<ImportOptions> = {}) => {
      const file = join(folder, 'events.ndjson');
      await writeFile(file, content);
      return importRegister({
        file,
        mapping: 'events',
        recorder,
        spoolFolder: join(folder, 'spool'),
        rejectsFile: rejectsFile(),
        ...options,
      });
    };

    test('are recorded as they come; bad ones are kept with their reason', async () => {
      const text = [event('a'), 'nonsense', `{"event":${event('b')},"position":9,"recordedAt":"x"}`, event('a')].join(
        '\n',
      );
      expect(await runEvents(gzipSync(text))).toMatchObject({
        read: 4,
        accepted: 2,
        duplicate: 1,
        refused: 1,
        cases: 2,
        events: 2,
        rejectsFile: rejectsFile(),
      });
      expect(await rejects()).toMatchObject([{ line: 2, code: 'not-json', row: 'nonsense' }]);
      expect(await runEvents(text, { dryRun: true })).toMatchObject({
        accepted: 0,
        duplicate: 3,
        refused: 1,
        events: 0,
      });
    });

    test('that break off have told what stands before the break, and the error says so', async () => {
      const packed = gzipSync(
        Array.from({ length: 5_000 }, (_, index) => event(`k${(index * 7919) % 5000}`)).join('\n'),
      );
      await expect(runEvents(packed.subarray(0, packed.length - 500))).rejects.toThrow(
        /^events\.ndjson is a truncated gzip file: .* (\d+) events of the \d+ lines before are recorded; import the whole file again, they will count as duplicates\.$/,
      );
      const { position } = await log.head();
      expect(position).toBeGreaterThan(0);
      expect(await runEvents(packed)).toMatchObject({ read: 5_000, duplicate: position, accepted: 5_000 - position });
    });
  });
});
