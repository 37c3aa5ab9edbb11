import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvLine } from './csv.js';

describe('a line of CSV', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+49 30', "'+49 30"],
    ['-cmd', "'-cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['-12.50', '-12.50'],
    ['-5', '-5'],
    ['A=B', 'A=B'],
    [null, ''],
    [true, 'true'],
  ])('has %j as %j', (value, expected) => {
    expect(parse(csvLine([value, 'x']))).toEqual([[expected, 'x']]);
  });

  test('has quotes only where a field needs them', () => {
    expect(csvLine(['Anthem, Inc', null, 3, undefined, 'say "so"'])).toBe('"Anthem, Inc",,3,,"say ""so"""\r\n');
  });

  test('begins no cell as a formula, and loses nothing but the apostrophe that it adds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '保', '=', '-', '1') }), {
          minLength: 2,
          maxLength: 5,
        }),
        (values) => {
          const [cells = []] = parse(csvLine(values), { columns: false });
          cells.forEach((cell, index) => {
            expect(/^[=+\-@\t\r\n]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell)).toBe(false);
            expect([cell, cell.slice(1)]).toContain(values[index]);
          });
        },
      ),
    );
  });
});
