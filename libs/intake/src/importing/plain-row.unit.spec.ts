import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { plainRow } from './plain-row.js';

describe('a line that is plainly a row', () => {
  test.each<[line: string, cells: string[] | undefined]>([
    ['a', ['a']],
    ['a,b', ['a', 'b']],
    [',', ['', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['a,"say ""hi"""', ['a', 'say "hi"']],
    ['"",""', ['', '']],
    ['"""",a', ['"', 'a']],
    ['a,"goes on in the next line', undefined],
    ['a,b"c', undefined],
    ['"a"b,c', undefined],
    ['" a" ,b', undefined],
  ])('%s', (line, cells) => expect(plainRow(line, ',')).toEqual(cells));

  test('is taken apart as a parser does, and any other line is none that a parser takes', () => {
    const line = fc.array(fc.constantFrom('a', ' ', '投', ';', '"', '""', '","', '\t'), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(line, fc.constantFrom(';', '\t', 'a'), (pieces, delimiter) => {
        const text = pieces.join('');
        let parsed: string[][] | undefined;
        try {
          parsed = parse(text, { delimiter, relax_column_count: true });
        } catch {
          parsed = [];
        }
        expect(plainRow(text, delimiter)).toEqual(parsed[0]);
      }),
      { numRuns: 2_000 },
    );
  });
});
