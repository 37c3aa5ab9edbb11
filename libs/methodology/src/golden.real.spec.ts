import { existsSync, readFileSync } from 'node:fs';
import { parse as parseCsv } from 'csv-parse/sync';
import { shipped } from '../testing/shipped.js';
import { parseScheme } from './parse.js';
import { compare, divide, fromDecimal, multiply, toFixed } from './rational.js';

/** Published figures and bands (../shared/golden; every table has its source beside it). */
const folder = `${process.env.ASSAY_REAL_DATA ?? '../shared'}/golden`;
const present = existsSync(folder);
const table = (name: string): Record<string, string>[] =>
  present ? parseCsv(readFileSync(`${folder}/${name}.csv`), { columns: true, skip_empty_lines: true }) : [];

// The published tables are not ours to commit: where they are not beside the project, these are skipped by name.
(present ? describe : describe.skip)('what sources printed', () => {
  test('arithmetic_facts: every ratio, to the last digit', () => {
    const rows = table('arithmetic_facts');
    expect(rows).toHaveLength(43);
    for (const { what, numerator, denominator, printed, kind } of rows) {
      const [factor, places] = kind === 'ratio_pct' ? [100, 2] : [1, 4];
      const ratio = divide(multiply(fromDecimal(numerator!), fromDecimal(factor)), fromDecimal(denominator!));
      expect({ what, value: toFixed(ratio, places) }).toEqual({ what, value: printed });
    }
  });

  test.each(['cn-2015-property', 'cn-2015-life'])('grade_bands: the bands of %s', (scheme) => {
    const bands = parseScheme(shipped(scheme)).result.grades!.bands;
    expect(bands.map(({ grade, class: of }) => [grade, of])).toEqual(
      table('grade_bands').map(({ grade, class: of }) => [grade, of]),
    );
    table('grade_bands').forEach(({ lower_inclusive }, index) => {
      expect(compare(fromDecimal(bands[index]!.from as number), fromDecimal(lower_inclusive || '0'))).toBe(0);
    });
  });
});
