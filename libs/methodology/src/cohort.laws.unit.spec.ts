import fc from 'fast-check';
import { compiled, member, scored } from '../testing/cohort-of.js';
import type { CohortMember, UnitScore } from './contribution.js';

/** Laws that hold for any figures: what a committee may count on whatever it writes. */
const amount = fc.integer({ min: 0, max: 1_000_000 });
const members: fc.Arbitrary<CohortMember[]> = fc
  .uniqueArray(
    fc.record({
      id: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }),
      slots: fc.tuple(amount, amount, amount, amount, amount),
      licensedAt: fc.option(fc.integer({ min: 0, max: 1_800_000_000_000 }), { nil: undefined }),
    }),
    { selector: ({ id }) => id, maxLength: 12 },
  )
  .map((companies) =>
    companies.map(({ id, slots, licensedAt }) =>
      licensedAt === undefined
        ? { unit: `company/${id}`, slots: [...slots, 0], profile: { name: id } }
        : member(id, [...slots, 0], { licensedAt }),
    ),
  );

const scheme = compiled();
const withoutRank = (units: readonly UnitScore[]) =>
  new Map(units.map(({ rank: _, ...unit }) => [unit.unit, unit] as const));

test('the order in which companies come changes nothing', () => {
  fc.assert(
    fc.property(
      members.chain((cohort) =>
        fc.tuple(fc.constant(cohort), fc.shuffledSubarray(cohort, { minLength: cohort.length })),
      ),
      ([cohort, shuffled]) => {
        expect(JSON.stringify(scored(scheme, shuffled))).toBe(JSON.stringify(scored(scheme, cohort)));
      },
    ),
  );
});

test('all weights times the same number change nothing', () => {
  const factors = fc.constantFrom('0.1', '0.5', '2.5', '3', '1000');
  fc.assert(
    fc.property(members, factors, (cohort, factor) => {
      const scaled = compiled(({ measures, score }) => {
        measures[0]!.weight = String(60 * Number(factor));
        measures[1]!.weight = String(40 * Number(factor));
        score!.weights = String(100 * Number(factor));
      });
      expect(scored(scaled, cohort).units).toEqual(scored(scheme, cohort).units);
    }),
  );
});

test('a company’s score, grade and state do not depend on the others', () => {
  fc.assert(
    fc.property(members, (cohort) => {
      const together = withoutRank(scored(scheme, cohort).units);
      for (const one of cohort)
        expect(withoutRank(scored(scheme, [one]).units).get(one.unit)).toEqual(together.get(one.unit));
    }),
  );
});

test('every score on the scale has a grade, and a better score never a worse one', () => {
  const order = ['C', 'B', 'A'];
  fc.assert(
    fc.property(members, (cohort) => {
      const rated = scored(scheme, cohort).units.filter(({ state }) => state === 'rated');
      for (const unit of rated) expect(order).toContain(unit.grade);
      const grades = rated
        .toSorted((a, b) => Number(a.score) - Number(b.score))
        .map(({ grade }) => order.indexOf(grade ?? ''));
      expect(grades).toEqual(grades.toSorted((a, b) => a - b));
    }),
  );
});

test('exactly the rated have a rank; unique ranks are 1 to their number, shared ones never run ahead', () => {
  fc.assert(
    fc.property(members, fc.constantFrom('unique', 'shared'), (cohort, ties) => {
      const ranking = compiled(({ result }) => Object.assign(result.rank!, { ties }));
      const { units } = scored(ranking, cohort);
      expect(units.filter(({ rank }) => rank !== null)).toEqual(units.filter(({ state }) => state === 'rated'));
      const ranked = units.flatMap(({ rank }) => rank ?? []);
      ranked.forEach((rank, index) => {
        if (ties === 'unique') expect(rank).toBe(index + 1);
        else expect(rank === index + 1 || rank === ranked[index - 1]).toBe(true);
      });
    }),
  );
});

test('more of what is good never lowers a score', () => {
  fc.assert(
    fc.property(
      fc.tuple(amount, amount, amount, amount, amount),
      amount,
      ([merry, others, days, seats, tips], more) => {
        const score = (good: number): number =>
          Number(
            scored(scheme, [member('A', [good, merry + others + 1_000_000, days, seats + 1, tips, 0])]).units[0]!.score,
          );
        expect(score(merry + more)).toBeGreaterThanOrEqual(score(merry));
      },
    ),
  );
});
