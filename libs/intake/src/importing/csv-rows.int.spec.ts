import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CsvRow, csvRows } from './csv-rows.js';
import { SourceFile } from './source-file.js';

describe('rows of a CSV file', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'assay-csv-'))));
  afterAll(() => rm(folder, { recursive: true }));

  async function rowsOf(text: string | Buffer, delimiter = ','): Promise<CsvRow[]> {
    const path = join(folder, 'rows.csv');
    await writeFile(path, text);
    const rows: CsvRow[] = [];
    for await (const some of csvRows(await SourceFile.open(path), { delimiter, encoding: 'utf-8' })) rows.push(...some);
    return rows;
  }

  test('have the line they begin on, blank lines and line breaks inside cells included', async () => {
    const rows = await rowsOf('a,b\r\n\r\n1,"x\ny"\r\n\n2,"say ""hi"""\n');
    expect(rows).toEqual([
      { line: 1, cells: ['a', 'b'], text: 'a,b', fault: null },
      { line: 3, cells: ['1', 'x\ny'], text: '1,"x\ny"', fault: null },
      { line: 6, cells: ['2', 'say "hi"'], text: '2,"say ""hi"""', fault: null },
    ]);
  });

  test('keep their lines when some go over several, in whatever piece of the file they come', async () => {
    const plain = Array.from({ length: 40_000 }, (_, index) => `${index},plain`);
    const rows = await rowsOf([...plain, '"over', 'two",lines', ...plain].join('\n'));
    expect(rows).toHaveLength(80_001);
    expect(rows[40_000]).toEqual({
      line: 40_001,
      cells: ['over\ntwo', 'lines'],
      text: '"over\ntwo",lines',
      fault: null,
    });
    expect(rows[80_000]).toEqual({ line: 80_002, cells: ['39999', 'plain'], text: '39999,plain', fault: null });
    expect(
      rows.filter(({ line, cells }, index) => line !== index + 1 + Number(index > 40_000) || cells.length !== 2),
    ).toEqual([]);
  });

  test('may lack the last line end', async () => {
    expect((await rowsOf('a,b\n1,2')).map(({ line, text }) => [line, text])).toEqual([
      [1, 'a,b'],
      [2, '1,2'],
    ]);
  });

  test('lose a byte order mark before the first title', async () => {
    const [header] = await rowsOf('\ufeffa;b\n', ';');
    expect(header?.cells).toEqual(['a', 'b']);
  });

  test('with a quote in the middle of a cell are faulty, and the next one is read', async () => {
    const rows = await rowsOf('a,b\n1,x"y\n2,z\n');
    expect(rows.map(({ line, cells, fault }) => [line, cells.join('|'), fault])).toEqual([
      [1, 'a|b', null],
      [
        2,
        '',
        'Line 2: a quote stands in the middle of a cell. A cell with quotes is quoted, and its quotes are written twice.',
      ],
      [3, '2|z', null],
    ]);
  });

  test('after a quote that never closes are all given back', async () => {
    const rows = await rowsOf('a,b\n1,"x\n2,y\n');
    expect(rows.slice(1).map(({ line, text, fault }) => [line, text, fault])).toEqual([
      [2, '1,"x', 'Lines 2 to 3 cannot be told apart: a quote is opened and never closed.'],
      [3, '2,y', 'Lines 2 to 3 cannot be told apart: a quote is opened and never closed.'],
    ]);
  });

  test('of ten megabytes stop the reading with a sentence', async () => {
    await expect(rowsOf(`a,b\n1,2\n${'x'.repeat(10 * 1024 * 1024)}\n3,4\n`)).rejects.toThrow(
      'rows.csv: the row that begins at line 3 is longer than 1048576 characters. Is a quote left open there, or is this no CSV file?',
    );
  });

  test('lose no line of the file, whatever stands in it', async () => {
    const piece = fc.constantFrom('a', ',', '"', '""', '\n', '\r\n', '投', ' ');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 30 }), async (pieces) => {
        const text = pieces.join('');
        const rows = await rowsOf(text);
        const given = rows.flatMap((row) =>
          row.text.split(/\r?\n/).map((line, index) => [row.line + index, line] as const),
        );
        const lines = text.split(/\r?\n/).map((line, index) => [index + 1, line] as const);
        const isBlank = ([, line]: readonly [number, string]) => line === '';
        expect(given.filter((line) => !isBlank(line))).toEqual(lines.filter((line) => !isBlank(line)));
      }),
      { numRuns: 300 },
    );
  });
});
