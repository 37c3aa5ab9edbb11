import { existsSync, readFileSync } from 'node:fs';
import { parse as parseCsv } from 'csv-parse/sync';
import { printed, printedScores, type Ratio } from '../testing/printed-figures.js';
import { Scenario } from '../testing/scenario.js';
import { shipped } from '../testing/shipped.js';
import { parseScheme } from './parse.js';

/**
 * Every published figure that arithmetic can check, through the engine to the printed digit; where a source contradicts
 * itself, the contradiction is what is expected. docs/published-figures.md is the account of it.
 */
const folder = `${process.env.ASSAY_REAL_DATA ?? '../shared'}/golden`;
const present = existsSync(folder);
const table = (name: string): Record<string, string>[] =>
  present ? parseCsv(readFileSync(`${folder}/${name}.csv`), { columns: true, skip_empty_lines: true }) : [];
const PERCENT = { times: 100, places: 2 };
const given = (text: string | undefined): text is string => text !== undefined && text !== '';

/** Growth over an earlier count is the difference ÷ that count. */
const growth = (unit: string, now: string, before: string): Ratio => ({
  unit,
  numerator: String(Number(now) - Number(before)),
  denominator: before,
});
const BEFORE: Readonly<Record<string, string>> = { '2020Q3': '2020Q2', '2021Q2': '2021Q1' };

// The published tables are not ours to commit: where they are not beside the project, these are skipped by name.
(present ? describe : describe.skip)('published figures through the engine', () => {
  test('arithmetic_facts: 43 shares, rates and means', () => {
    const rows = table('arithmetic_facts');
    const ratios = rows.map(({ what, numerator, denominator }) => ({
      unit: what!,
      numerator: numerator!,
      denominator: denominator!,
    }));
    const shares = printedScores(ratios, PERCENT);
    const means = printedScores(ratios, { times: 1, places: 4 });
    const made = rows.map(({ what, kind }) => [what, (kind === 'ratio_pct' ? shares : means)[what!]]);
    expect(made).toEqual(rows.map(({ what, printed: figure }) => [what, figure]));
    expect(made).toHaveLength(43);
  });

  describe('quarterly totals of complaints', () => {
    const rows = table('cbirc_quarterly_totals');
    const of = (period: string, line: string): string | undefined =>
      rows.find((row) => row['period'] === period && row['line'] === line)?.['complaints'];

    test('both lines together are all, in every quarter', () => {
      const quarters = rows.filter(({ line, period }) => line === 'all' && given(of(period!, 'PC')));
      expect(quarters).toHaveLength(10);
      for (const { period, complaints } of quarters)
        expect([period, Number(of(period!, 'PC')) + Number(of(period!, 'LIFE'))]).toEqual([period, Number(complaints)]);
    });

    test('all 20 printed shares, each to as many decimals as are printed', () => {
      const shared = rows.filter((row) => given(row['printed_share_pct']));
      for (const { period, line, complaints, printed_share_pct: figure } of shared) {
        const ratio = { unit: line!, numerator: complaints!, denominator: of(period!, 'all')! };
        // 2023Q1 prints one decimal: 43.5 and 56.5.
        const places = figure!.split('.')[1]!.length;
        expect([period, line, printedScores([ratio], { times: 100, places })]).toEqual([
          period,
          line,
          { [line!]: figure },
        ]);
      }
      expect(shared).toHaveLength(20);
    });

    test('growth over the quarter before: 2020Q3 as printed; 2021Q2 contradicts the totals printed for 2021Q1', () => {
      const growing = rows.filter(({ period, line }) => given(of(BEFORE[period!] ?? '', line!)));
      const rates = printedScores(
        growing.map(({ period, line, complaints }) =>
          growth(`${period!} ${line!}`, complaints!, of(BEFORE[period!]!, line!)!),
        ),
        PERCENT,
      );
      const differing = growing.flatMap(({ period, line, printed_growth_pct: figure }) => {
        const made = rates[`${period!} ${line!}`];
        return made === figure ? [] : [[period, line, figure, made]];
      });
      expect(growing).toHaveLength(6);
      expect(differing).toEqual([
        ['2021Q2', 'all', '31.43', '24.05'],
        ['2021Q2', 'PC', '31.58', '26.41'],
        ['2021Q2', 'LIFE', '31.33', '22.41'],
      ]);
    });
  });

  describe('the ten companies with the most complaints', () => {
    const rows = table('cbirc_quarterly_top10_complaints');
    const key = ({ quarter, line, company }: Record<string, string>): string => `${quarter!} ${line!} ${company!}`;

    test('all 40 printed shares of the line', () => {
      const shared = rows.filter((row) => given(row['printed_share_pct']));
      const shares = printedScores(
        shared.map((row) => ({ unit: key(row), numerator: row['complaints']!, denominator: row['line_total']! })),
        PERCENT,
      );
      expect(shares).toEqual(Object.fromEntries(shared.map((row) => [key(row), row['printed_share_pct']])));
      expect(shared).toHaveLength(40);
    });

    test('all 32 rates of growth of which both quarters are printed', () => {
      const pairs = rows.flatMap((row) => {
        const before = rows.find(
          (other) =>
            other['quarter'] === BEFORE[row['quarter']!] &&
            other['line'] === row['line'] &&
            other['company'] === row['company'],
        );
        return before ? [[row, before] as const] : [];
      });
      const rates = printedScores(
        pairs.map(([row, before]) => growth(key(row), row['complaints']!, before['complaints']!)),
        PERCENT,
      );
      expect(rates).toEqual(Object.fromEntries(pairs.map(([row]) => [key(row), row['printed_growth_pct']])));
      expect(pairs).toHaveLength(32);
    });

    test('every printed rank', () => {
      for (const [list, members] of Map.groupBy(rows, ({ quarter, line }) => `${quarter!} ${line!}`)) {
        const { units } = printed(
          members.map((row) => ({
            unit: row['company']!,
            numerator: row['complaints']!,
            denominator: row['line_total']!,
          })),
          PERCENT,
        );
        const ranks = Object.fromEntries(units.map(({ name, rank }) => [name, rank]));
        expect([list, ranks]).toEqual([
          list,
          Object.fromEntries(members.map(({ company, rank }) => [company, Number(rank)])),
        ]);
      }
    });
  });

  test('complaint densities: every list falls, and ranks differ from the printed ones only among equals', () => {
    const rows = table('complaint_density_toplists');
    expect(rows).toHaveLength(51);
    for (const members of Map.groupBy(rows, ({ period, line, metric }) => `${period!} ${line!} ${metric!}`).values()) {
      const { units } = printed(
        members.map(({ company, value }) => ({ unit: company!, numerator: value!, denominator: '1' })),
        { times: 1, places: 2 },
      );
      for (const { company, value, rank } of members) {
        const unit = units.find(({ name }) => name === company)!;
        expect(Number(unit.score)).toBe(Number(value));
        const equals = members.filter((other) => other['value'] === value).map((other) => Number(other['rank']));
        expect([company, unit.rank]).toEqual([company, Math.min(...equals)]);
        expect(equals).toContain(Number(rank));
      }
    }
  });

  test('億元保費投訴量: 1,815 complaints at 530.42 million yuan are the 342.18 that 2022Q3 prints', () => {
    const scenario = new Scenario('cn-2015-property', { 'company/Z': { insurerType: 'property' } })
      .given('complaint', [['complaint.filed', '2022-08-01', { unit: 'company/Z', channel: 'regulator' }]], 1_815)
      .given('exposure', [
        [
          'exposure.reported',
          '2022-10-01',
          { unit: 'company/Z', line: 'property', period: '2022-Q3', premium: '530423000', policiesInForce: 1_815_000 },
        ],
      ]);
    const { measures } = scenario.board('2022-Q3').units[0]!;
    expect(measures['complaint-rate']).toMatchObject({ denominator: '5.30423' });
    expect(Number(measures['complaint-rate']!.value).toFixed(2)).toBe('342.18');
    // 萬張保單投訴量: 1,815 of 181.5 ten thousands.
    expect(measures['complaints-per-10k-policies']).toMatchObject({ denominator: '181.5', value: '10' });
  });

  test('derived_complaint_index_2023: the index of five companies in the market of New York', () => {
    const rows = table('derived_complaint_index_2023');
    // All of the market: 445 upheld, 3,499 complaints, 16,201.897277 million dollars. What the five lack is the rest's.
    const rest = (member: string, all: number): number => rows.reduce((left, row) => left - Number(row[member]), all);
    const market = [
      ...rows,
      {
        company: 'All others',
        upheld: String(rest('upheld', 445)),
        total: String(rest('total', 3_499)),
        premium_million: rest('premium_million', 16_201.897277).toFixed(7),
      },
    ];
    const scenario = new Scenario('naic-index');
    for (const { company, upheld, total, premium_million: premium } of market) {
      const report = (measure: string, value: string): void => {
        const data = { unit: `company/${company!}`, measure, period: '2023', value };
        scenario.given('measure-report', [['measure.reported', '2024-01-01', data]]);
      };
      report('upheld-complaints', upheld!);
      report('total-complaints', total!);
      const [whole = '', fraction = ''] = premium!.split('.');
      const dollars = `${whole}${fraction.padEnd(6, '0').slice(0, 6)}.${fraction.slice(6) || '0'}`;
      const data = { unit: `company/${company!}`, line: 'private-passenger-auto', period: '2023', premium: dollars };
      scenario.given('exposure', [['exposure.reported', '2024-01-01', data]]);
    }
    const units = new Map(scenario.board('2023').units.map((unit) => [unit.name, unit]));
    for (const { company, index_on_upheld: upheld, index_on_total: total } of rows) {
      const { measures, score } = units.get(company!)!;
      expect([company, measures['upheld-index']!.points, measures['total-index']!.points]).toEqual([
        company,
        String(Number(upheld)),
        String(Number(total)),
      ]);
      expect(Number(score)).toBe(Number(upheld));
    }
  });

  test('service_evaluation_class_counts: classes add up, and every printed share', () => {
    const rows = table('service_evaluation_class_counts');
    const CLASSES = ['A', 'B', 'C', 'D'];
    for (const row of rows) {
      expect(CLASSES.reduce((sum, name) => sum + Number(row[name]), 0)).toBe(Number(row['companies']));
      if (!given(row['A_pct'])) continue;
      const shares = printedScores(
        CLASSES.map((name) => ({ unit: name, numerator: row[name]!, denominator: row['companies']! })),
        PERCENT,
      );
      expect(shares).toEqual(Object.fromEntries(CLASSES.map((name) => [name, row[`${name}_pct`]])));
    }
  });

  test('grade_movements: notches up the scale of the scheme', () => {
    const grades = parseScheme(shipped('cn-2015-life')).result.grades!.bands.map(({ grade }) => grade);
    for (const { company, grade_2017: before, grade_2018: after, notches_up: notches } of table('grade_movements'))
      expect([company, grades.indexOf(before!) - grades.indexOf(after!)]).toEqual([company, Number(notches)]);
  });

  test('sqi_values: every industry index lies between the best and the worst, and none below the 50 that the worst gets', () => {
    const rows = table('sqi_values');
    const { base, span } = parseScheme(shipped('cn-sqi')).parameters!;
    expect([base!.default, span!.default]).toEqual([50, 50]);
    for (const { index } of rows) {
      expect(Number(index)).toBeGreaterThanOrEqual(50);
      expect(Number(index)).toBeLessThanOrEqual(100);
    }
    for (const [, members] of Map.groupBy(rows, ({ period, line }) => `${period!} ${line!}`)) {
      const at = (name: string): number[] =>
        members.flatMap(({ company, index }) => (company!.startsWith(name) ? [Number(index)] : []));
      const [industry = 75] = at('INDUSTRY');
      for (const most of at('MAX')) expect(most).toBeGreaterThanOrEqual(industry);
      for (const least of at('MIN')) expect(least).toBeLessThanOrEqual(industry);
    }
  });

  test('jiangxi_motor_claims: the line of the market is not the mean of the lines of its companies', () => {
    const rows = table('jiangxi_motor_claims').filter(({ period }) => period === '2018Q2');
    const companies = rows.filter(({ company }) => company !== '合计');
    const mean = companies.reduce((sum, row) => sum + Number(row['rolling_close_rate_pct']), 0) / companies.length;
    const market = rows.find(({ company }) => company === '合计')!;
    expect(market['rolling_close_rate_pct']).toBe('93.07');
    expect(mean.toFixed(2)).not.toBe('93.07');
  });
});
