import fc from 'fast-check';
import { member, scored } from '../testing/cohort-of.js';
import { richScheme } from '../testing/rich-scheme.js';
import { problemsOf, smallScheme, vocabulary } from '../testing/small-scheme.js';
import { compileScheme } from './compile.js';
import type { CohortMember, CompiledScheme, ScoredCohort } from './contribution.js';
import { parseScheme } from './parse.js';

/** Laws of schemes that use all that the scoring side of the language has. */
type Rich = ReturnType<typeof richScheme>;

function rich(change: (scheme: Rich) => void = () => undefined): CompiledScheme {
  const scheme = richScheme();
  change(scheme);
  return compileScheme(parseScheme(JSON.parse(JSON.stringify(scheme)), vocabulary), 'hash');
}

const count = fc.nat({ max: 60 });
const cohorts: fc.Arbitrary<CohortMember[]> = fc
  .uniqueArray(
    fc.record({
      id: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }),
      merry: count,
      others: count,
      days: count,
      seats: count,
      tips: count,
    }),
    { selector: ({ id }) => id, maxLength: 8 },
  )
  .map((units) =>
    units.map(({ id, merry, others, days, seats, tips }) =>
      member(id, [merry, merry + others, days, seats, tips * 100, 0]),
    ),
  );

const text = ({ units }: ScoredCohort): string => JSON.stringify(units);
const PERCENTILES = {
  decimals: 2,
  percentiles: { mean: [50], variance: [50] },
  points: [
    [0, 0],
    [2, 1],
  ],
};
const relativeTo = (reference: string) => ({
  relative: { ratioTo: reference },
  then: { linear: { zero: 0, full: 2 } },
});

/** With nothing relative, with a rule relative to the cohort, and with edges at percentiles of it. */
const schemes: readonly (readonly [string, CompiledScheme])[] = [
  ['stated edges', rich()],
  ['edges at percentiles', rich(({ results }) => (results[0]!.score['reward'] = PERCENTILES))],
  ['a measure relative to the mean', rich(({ measures }) => (measures[0]!['points'] = relativeTo('mean')))],
  ['a measure relative to the market', rich(({ measures }) => (measures[0]!['points'] = relativeTo('market')))],
];

describe.each(schemes)('with %s', (_name, scheme) => {
  test('the order in which companies come changes nothing', () => {
    fc.assert(
      fc.property(
        cohorts.chain((cohort) =>
          fc.tuple(fc.constant(cohort), fc.shuffledSubarray(cohort, { minLength: cohort.length })),
        ),
        ([cohort, shuffled]) => {
          expect(text(scored(scheme, shuffled))).toBe(text(scored(scheme, cohort)));
        },
      ),
    );
  });

  test('scores lie on the scale, and every published one has its grade', () => {
    fc.assert(
      fc.property(cohorts, (cohort) => {
        for (const { results } of scored(scheme, cohort).units)
          for (const { score, grade } of Object.values(results)) {
            expect(score === null).toBe(grade === null);
            if (score !== null) expect(Number(score) >= 0 && Number(score) <= 100).toBe(true);
          }
      }),
    );
  });
});

test('all weights times the same number change nothing, of measures and of groups', () => {
  const [, scheme] = schemes[0]!;
  fc.assert(
    fc.property(cohorts, fc.constantFrom('0.5', '2.5', '3', '1000'), (cohort, factor) => {
      const times = (weight: number): string => String(weight * Number(factor));
      const scaled = rich(({ measures, groups, results }) => {
        Object.assign(measures[0]!, { weight: times(60) });
        Object.assign(measures[1]!, { weight: times(40) });
        Object.assign(groups['mood']!, { weight: times(3), weights: times(60) });
        Object.assign(groups['pace']!, { weight: times(1), weights: times(40) });
        Object.assign(results[0]!.score, {
          weights: times(100),
          reweigh: [{ members: ['days'], weight: times(20), when: { measure: 'tips', above: 100 } }],
        });
        Object.assign(results[1]!.score, { weights: times(4) });
      });
      const figures = ({ units }: ScoredCohort) => units.map(({ breakdown: _, ...unit }) => unit);
      expect(figures(scored(scaled, cohort))).toEqual(figures(scored(scheme, cohort)));
    }),
  );
});

test('unless something is relative, a company’s results do not depend on the others', () => {
  const [, scheme] = schemes[0]!;
  fc.assert(
    fc.property(cohorts, (cohort) => {
      const together = new Map(
        scored(scheme, cohort).units.map(({ unit, results, score }) => [unit, { results, score }]),
      );
      for (const one of cohort) {
        const [{ results, score }] = scored(scheme, [one]).units as [ScoredCohort['units'][number]];
        expect({ results, score }).toEqual(together.get(one.unit));
      }
    }),
  );
});

test('bands are sound exactly when they fall from the best to the lowest score without gap or overlap', () => {
  const edges = fc.array(fc.integer({ min: -1, max: 101 }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(
      fc.oneof(
        edges,
        fc
          .uniqueArray(fc.nat({ max: 100 }), { minLength: 1, maxLength: 5 })
          .map((list) => [...list.filter((edge) => edge > 0).sort((a, b) => b - a), 0]),
      ),
      (list) => {
        fc.pre(list.length >= 2);
        const scheme = smallScheme();
        scheme.result['grades'] = {
          levels: ['company'],
          bands: list.map((from, index) => ({ grade: `G${index}`, from })),
        };
        const falls = list.every((edge, index) => index === 0 || edge < list[index - 1]!);
        const covers = list.at(-1) === 0 && list[0]! <= 100;
        expect(problemsOf(scheme).length === 0).toBe(falls && covers);
      },
    ),
    { numRuns: 500 },
  );
});
