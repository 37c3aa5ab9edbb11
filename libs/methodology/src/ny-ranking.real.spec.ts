import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parsePeriod, type CaseState } from '#assay/service-record';
import { parse as parseCsv } from 'csv-parse/sync';
import Fraction from 'fraction.js';
import { scoreCohort } from './cohort.js';
import { compileScheme } from './compile.js';
import type { CohortMember, CompiledScheme } from './contribution.js';
import { parseScheme } from './parse.js';
import { caseOf } from '../testing/case-of.js';
import { shipped } from '../testing/shipped.js';

/** The published ranking of New York, 2009 to 2016, from its published inputs (https://data.ny.gov). */
const file = `${process.env.ASSAY_REAL_DATA ?? '../shared'}/data/ny_dfs_auto_rankings_2009_2016.csv.gz`;
const present = existsSync(file);

interface Row {
  naic: string;
  company_name: string;
  ratio: string;
  upheld_complaints: string;
  question_of_fact_complaints: string;
  not_upheld_complaints: string;
  total_complaints: string;
  premiums_written_in_millions: string;
  rank: string;
  filing_year: string;
}

const scheme = compileScheme(parseScheme(shipped('ny-dfs-auto')), 'hash');
const indexScheme = compileScheme(parseScheme(shipped('naic-index')), 'hash');

// The register is not ours to commit: where it is not beside the project, these are skipped by name.
(present ? describe : describe.skip)('New York 2009–2016, as published', () => {
  const rows = present ? parseCsv<Row>(gunzipSync(readFileSync(file)), { columns: true, skip_empty_lines: true }) : [];
  const years = [...Map.groupBy(rows, ({ filing_year }) => filing_year)];

  test('has 1,358 rows in eight years', () => {
    expect(rows).toHaveLength(1358);
    expect(years).toHaveLength(8);
  });

  test.each(years)('%s', (year, published) => {
    const collisions = new Set<string>();
    const members = published.map((row) => {
      const unit = `company/${row.naic}${collisions.has(row.naic) ? '~2' : ''}`;
      collisions.add(row.naic);
      return { row, member: memberOf(unit, row) };
    });

    const board = scoreCohort(
      scheme,
      members.map(({ member }) => member),
      { level: 'company', lastDay: parsePeriod(year).lastDay },
    );

    const byUnit = new Map(board.units.map((unit) => [unit.unit, unit]));
    for (const { row, member } of members) {
      const unit = byUnit.get(member.unit)!;
      // In 2014 one company name holds two codes; the source ranks the second where the first stands, 26th.
      const shift = year === '2014' && unit.rank! > 26 ? 1 : 0;
      expect({ name: row.company_name, rank: unit.rank! - shift }).toEqual({
        name: row.company_name,
        rank: Number(row.rank),
      });
      // The printed premium is rounded to a thousand dollars, the printed ratio to four decimals.
      const { value, denominator } = unit.measures['upheld-ratio']!;
      const slack = (Number(value) * 0.0005) / Number(denominator) + 0.00006;
      expect(Math.abs(Number(value) - Number(row.ratio))).toBeLessThanOrEqual(slack);
      expect(denominator).toBe(String(Number(row.premiums_written_in_millions)));
      expect(unit).toMatchObject({ state: 'rated', score: null, grade: null, reason: null });
    }
    expect(board.notes.map(({ kind }) => kind)).toEqual(year === '2014' ? ['shared-name'] : []);
  });

  test.each(years)('%s: the complaint index of every company, to the last digit', (year, published) => {
    const members = published.map((row, index) => memberOf(`company/${index}`, row, indexScheme));
    const { units } = scoreCohort(indexScheme, members, { level: 'company', lastDay: parsePeriod(year).lastDay });
    const all = (column: 'upheld_complaints' | 'total_complaints' | 'premiums_written_in_millions'): Fraction =>
      published.reduce((sum, row) => sum.add(row[column]), new Fraction(0));
    const [upheld, total, premium] = [
      all('upheld_complaints'),
      all('total_complaints'),
      all('premiums_written_in_millions'),
    ];
    const rounded = (index: Fraction): string => index.mul(10_000).add(1, 2).floor().div(10_000).toString();
    for (const unit of units) {
      const row = published[Number(unit.unit.split('/')[1])]!;
      const share = new Fraction(row.premiums_written_in_millions).div(premium);
      const indices = [
        new Fraction(row.upheld_complaints).div(upheld).div(share),
        new Fraction(row.total_complaints).div(total).div(share),
      ];
      expect(['upheld-index', 'total-index'].map((id) => unit.measures[id]!.points)).toEqual(indices.map(rounded));
      expect(Number(unit.score)).toBe(Number(rounded(indices[0]!)));
    }
  });
});

/** What a row contributes, through the scheme's own terms. */
function memberOf(unit: string, row: Row, under: CompiledScheme = scheme): CohortMember {
  const report = (measure: string, value: string): CaseState =>
    caseOf('measure-report', { measure, period: row.filing_year, value }, { unit });
  const [millions, fraction = ''] = row.premiums_written_in_millions.split('.');
  const premium = String(Number(millions! + fraction.padEnd(6, '0')));
  const exposure = caseOf('exposure', { period: row.filing_year, line: 'private-passenger-auto', premium }, { unit });
  const slots = under.slots.map(() => 0);
  for (const state of [
    report('upheld-complaints', row.upheld_complaints),
    report('question-of-fact-complaints', row.question_of_fact_complaints),
    report('not-upheld-complaints', row.not_upheld_complaints),
    report('total-complaints', row.total_complaints),
    exposure,
  ])
    for (const { slot, amount, period } of under.contributions(state)) {
      expect(period).toBe(parsePeriod(row.filing_year).code);
      slots[slot]! += amount;
    }
  return { unit, slots, profile: { name: row.company_name } };
}
