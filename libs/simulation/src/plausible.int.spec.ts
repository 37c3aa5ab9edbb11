import { readFileSync } from 'node:fs';
import { type CohortMember, compileScheme, scoreCohort, type ScoredCohort } from '#assay/methodology';
import { parseScheme } from '#assay/methodology/language';
import { type CaseState, companyOf, daysOf, evolve, granularityOf, parsePeriod } from '#assay/service-record';
import { parse } from 'yaml';
import { simulateMarket } from './index.js';

/** The companies' scores for a year, computed the slow and plain way: fold all cases, add up their contributions. */
function evaluate(cases: Iterable<CaseState>, companies: ReadonlyMap<string, CaseState>, scheme: string): ScoredCohort {
  const file = new URL(`../../methodology/schemes/${scheme}.yaml`, import.meta.url);
  const compiled = compileScheme(parseScheme(parse(readFileSync(file, 'utf8'))), 'unhashed');
  const year = parsePeriod('2024');
  const totals = new Map<string, number[]>();
  for (const state of cases) {
    for (const { unit, period, slot, amount } of compiled.contributions(state)) {
      const [day] = daysOf(period);
      const counts =
        granularityOf(period) === 'day' ? day >= year.firstDay && day <= year.lastDay : period === year.code;
      if (!counts) continue;
      const company = companyOf(unit);
      const slots = totals.get(company) ?? compiled.slots.map(() => 0);
      slots[slot] = slots[slot]! + amount;
      totals.set(company, slots);
    }
  }
  const members = [...totals].map(([unit, slots]): CohortMember => {
    const { name, licensedAt, insurerType } = companies.get(unit)!.attributes;
    return {
      unit,
      slots,
      profile: { name: name as string, licensedAt: licensedAt as number, insurerType: insurerType as string },
    };
  });
  return scoreCohort(compiled, members, { level: 'company', lastDay: year.lastDay });
}

describe('The made-up market under the 2015 rules', () => {
  const states = new Map<string, CaseState>();
  const market = { companies: 80, cases: 60_000, from: Date.UTC(2023, 0, 1), to: Date.UTC(2025, 3, 1) };
  for (const { fact } of simulateMarket({ seed: 3, ...market }))
    states.set(fact.subject, evolve(states.get(fact.subject), fact));

  // Published: of 58 property insurers 10 were in class A, 38 in B, 10 in C in 2016; of 59 life insurers 11, 35, 12 and 1 in D.
  test.each(['cn-2015-property', 'cn-2015-life'])(
    '%s spreads the companies over the classes, most of them in B',
    (id) => {
      const { units } = evaluate(states.values(), states, id);
      const rated = units.filter(({ state }) => state === 'rated');
      const classes = { A: 0, B: 0, C: 0, D: 0 };
      for (const { grade } of rated) classes[grade![0] as keyof typeof classes] += 1;
      expect(rated.length).toBeGreaterThan(15);
      expect(classes.A).toBeGreaterThan(0);
      expect(classes.C).toBeGreaterThan(0);
      expect(classes.B).toBeGreaterThan(rated.length / 3);
      expect(classes.D).toBeLessThan(rated.length / 10);
      expect(units.some(({ state }) => state === 'ineligible')).toBe(true);
    },
  );
});
