import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { csvLine } from './csv.js';

test('whatever a field holds, a CSV reader gives it back', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '保', '=') });
  fc.assert(
    fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 5 }), (rows) => {
      const options = { recordDelimiter: '\r\n', relaxColumnCount: false, skipEmptyLines: false };
      expect(parse(rows.map(csvLine).join(''), options)).toEqual(rows);
    }),
  );
});

test('null is an empty field, and only fields that need quotes have them', () => {
  expect(csvLine(['Anthem, Inc', null, 3, undefined, 'say "so"'])).toBe('"Anthem, Inc",,3,,"say ""so"""\r\n');
});
