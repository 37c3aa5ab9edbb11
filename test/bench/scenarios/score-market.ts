import { type CohortMember, compileScheme, scoreCohort, type UnitScore } from '#assay/methodology';
import { parseScheme } from '#assay/methodology/language';
import { check, percentile, type Scenario } from '../figure.js';

/**
 * Scores, grades and ranks of a whole market from its totals: 150 companies with 30 branches each, 16 measures. The result
 * is checked against the same rules written out in big integers, the slow way.
 */
const COMPANIES = 150;
const BRANCHES = 31;
const MEASURES = 16;
const ROUNDS = 40;
const PAGE = 1_000;
const BANDS = [95, 90, 85, 80, 75, 70, 65, 60, 55, 0] as const;

/** Every measure is a share: 0 points at 60 %, 100 at 98 %; their weights are 1, 2 … 16. */
const scheme = compileScheme(
  parseScheme({
    language: 1,
    id: 'bench-market',
    version: 1,
    title: { en: 'Sixteen shares' },
    summary: 'Sixteen shares with sixteen weights.',
    sources: ['Made for this benchmark.'],
    utcOffset: '+08:00',
    measures: Array.from({ length: MEASURES }, (_, index) => ({
      id: `share-${index}`,
      title: { en: `Share ${index}` },
      definition: { version: '1', text: 'Connected calls ÷ calls.' },
      better: 'higher',
      display: { as: 'percent', decimals: 2 },
      numerator: { case: 'call', on: 'receivedAt', where: { attribute: 'connected', equals: true }, add: 'count' },
      denominator: { case: 'call', on: 'receivedAt', add: 'count' },
      weight: index + 1,
      points: { linear: { zero: '0.6', full: '0.98' } },
    })),
    score: {
      weights: (MEASURES * (MEASURES + 1)) / 2,
      missing: 'reweight',
      round: { score: 2 },
      lowest: 0,
      highest: 100,
    },
    result: {
      grades: { levels: ['company', 'branch'], bands: BANDS.map((from) => ({ grade: `from-${from}`, from })) },
      rank: { by: [{ score: 'descending' }], ties: 'shared' },
    },
  }),
  'bench',
);

/** A linear congruential generator is all that totals need. */
function totals(seed: number): CohortMember[] {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % limit;
  };
  return Array.from({ length: COMPANIES * BRANCHES }, (_, index) => {
    const company = Math.floor(index / BRANCHES);
    const slots = Array.from({ length: MEASURES }, () => {
      const denominator = 50 + below(20_000);
      return [Math.floor(denominator * 0.6) + below(Math.ceil(denominator * 0.4)), denominator];
    }).flat();
    return { unit: `company/${company}/branch/${index}`, slots, profile: { name: `Branch ${index}` } };
  });
}

/** The score of a unit in big integers only: Σ w · clamp((n/d − 0.6) · 100 / 0.38) ÷ Σ w, half up at two decimals. */
function slowScore({ slots }: CohortMember): string {
  let [n, d] = [0n, 1n];
  for (let measure = 0; measure < MEASURES; measure++) {
    const [above, below] = [BigInt(slots[2 * measure] ?? 0), BigInt(slots[2 * measure + 1] ?? 1)];
    let [points, of] = [(10n * above - 6n * below) * 1_000n, 38n * below];
    if (points < 0n) points = 0n;
    if (points > 100n * of) [points, of] = [100n, 1n];
    [n, d] = [n * of + BigInt(measure + 1) * points * d, d * of];
  }
  d *= BigInt((MEASURES * (MEASURES + 1)) / 2);
  const cents = ((n * 200n + d) / (2n * d)).toString().padStart(3, '0');
  return `${cents.slice(0, -2)}.${cents.slice(-2)}`;
}

function checkAll(units: readonly UnitScore[], members: readonly CohortMember[]): void {
  const expected = new Map(members.map((member) => [member.unit, slowScore(member)]));
  check(units.length === members.length, `${units.length} units were scored, not ${members.length}`);
  let rank = 1;
  units.forEach((unit, index) => {
    check(unit.score === expected.get(unit.unit), `${unit.unit} scores ${unit.score ?? 'nothing'}`);
    const before = units[index - 1];
    if (before?.score !== unit.score) rank = index + 1;
    check(unit.rank === rank, `${unit.unit} has rank ${unit.rank ?? 'none'}, not ${rank}`);
    const band = BANDS.find((from) => Number(unit.score) >= from);
    check(unit.grade === `from-${band ?? ''}`, `${unit.unit} has grade ${unit.grade ?? 'none'}`);
  });
}

export const scoreMarket: Scenario = {
  name: 'score-market',
  summary: 'Scores of 4,650 units by 16 measures from their totals',
  run({ seed }) {
    const members = totals(seed);
    const options = { level: 'branch', lastDay: 20_000 } as const;
    checkAll(scoreCohort(scheme, members, options).units, members);
    const scoring: number[] = [];
    const printing: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const started = performance.now();
      const cohort = scoreCohort(scheme, members, options);
      scoring.push(performance.now() - started);
      const scored = performance.now();
      const page = cohort.placed.slice(0, PAGE).map((unit) => cohort.print(unit));
      printing.push(performance.now() - scored);
      check(page.length === PAGE, 'a page is short');
    }
    const figure = (what: string, times: readonly number[], most: number | null) => {
      const median = percentile(times, 0.5);
      return {
        what,
        ours: `p50 ${median.toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`,
        beside: '–',
        share: null,
        goal: most === null ? '–' : `p50 ≤ ${most} ms`,
        met: most === null || median <= most,
      };
    };
    return Promise.resolve({
      figures: [
        figure(`score, grade and rank ${members.length} units by ${MEASURES} measures`, scoring, 30),
        figure(`print a page of ${PAGE} of them`, printing, null),
      ],
      checked: ['every score, grade and rank is that of the same rules in big integers'],
    });
  },
};
