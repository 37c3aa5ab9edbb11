import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Mapping } from '../mapping/mapping.js';
import { loadMapping } from '../mapping/load-mapping.js';
import { FINDINGS_HEADER, findingRows, findings, ImportScenario } from '../testing/import-scenario.js';
import { importRegister } from './import-register.js';

let scenario: ImportScenario;
beforeEach(async () => (scenario = await ImportScenario.open()));
afterEach(() => scenario.close());

describe('a bad file is an error with a sentence, and nothing is recorded', () => {
  const text = findingRows('1,A,2024-01-01,,,', '2,Café,2024-01-01,,,');
  const long = findingRows(
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
    await expect(scenario.run(content)).rejects.toThrow(sentence);
    expect((await scenario.log.head()).position).toBe(0);
    expect(await readdir(scenario.spoolFolder).catch(() => [])).toEqual([]);
  });

  test('missing, or a folder', async () => {
    const { folder, recorder } = scenario;
    const options = { mapping: (await loadMapping('ct-cid')) as Mapping, recorder, spoolFolder: folder };
    await expect(importRegister({ ...options, file: join(folder, 'no.csv') })).rejects.toThrow(
      `There is no file ${join(folder, 'no.csv')}.`,
    );
    await expect(importRegister({ ...options, file: folder })).rejects.toThrow(`${folder} is a folder. Name one file.`);
  });

  test('a header and no rows is no error, but is said', async () => {
    expect(await scenario.run(`${FINDINGS_HEADER}\n`)).toMatchObject({
      read: 0,
      events: 0,
      warnings: ['register.csv has a header and no rows: there is nothing to import.'],
    });
  });

  test('cut off in its last row, where the mapping says that a whole file ends its last line', async () => {
    const ended = { ...findings, format: { finalLineBreak: 'required' } };
    await expect(scenario.run(text.trimEnd(), { mapping: ended })).rejects.toThrow(
      'register.csv was cut off: its last row, line 3, does not end with a line break. Fetch it again. If it is whole, end its last line, or write `finalLineBreak: optional` under `format` in the mapping. 2 rows were read before that; nothing was recorded.',
    );
    expect((await scenario.log.head()).position).toBe(0);
    expect(await scenario.run(text, { mapping: ended })).toMatchObject({ accepted: 2 });
  });

  test('with another number of rows than its sender says', async () => {
    await expect(scenario.run(text, { expectedRows: 1 })).rejects.toThrow(
      'register.csv should have 1 rows and has 2: 1 are too many. Ask for the whole file. 2 rows were read before that; nothing was recorded.',
    );
    expect(await scenario.run(text, { expectedRows: 2 })).toMatchObject({ accepted: 2 });
  });
});
