import { createHash } from 'node:crypto';
import { checkRecord, isRefusal } from '#assay/intake';
import { factDefinitions, evolve, type CaseState } from '#assay/service-record';
import { canonicalise } from '#assay/transparency';
import fc from 'fast-check';
import { type MarketOptions, type SimulatedFact, simulateMarket, SimulationOptionError } from './index.js';

const DAY = 86_400_000;
const FROM = Date.UTC(2023, 6, 1);
const TO = Date.UTC(2025, 6, 1);
const market = (options: Partial<MarketOptions> = {}): MarketOptions => ({
  seed: 7,
  companies: 12,
  cases: 800,
  from: FROM,
  to: TO,
  ...options,
});
const lines = (options: MarketOptions): string[] =>
  Array.from(simulateMarket(options), ({ arrivesAt, fact }) => `${arrivesAt} ${canonicalise(fact)}`);
const isOfCase = ({ fact }: SimulatedFact): boolean => !/^(company|unit|exposure|measure-report)\//.test(fact.subject);
/** What the door and the case would say against a fact; undefined when both take it. */
function objection(cases: Map<string, CaseState>, { arrivesAt, fact }: SimulatedFact): string | undefined {
  const checked = checkRecord(fact, arrivesAt);
  if (isRefusal(checked)) return `${fact.type}: ${checked.detail}`;
  try {
    cases.set(fact.subject, evolve(cases.get(fact.subject), fact));
    return undefined;
  } catch (error) {
    return String(error);
  }
}

describe('simulateMarket', () => {
  test('gives the same bytes for the same options, on every machine', () => {
    const digest = createHash('sha256').update(lines(market()).join('\n')).digest('hex');
    expect(digest).toBe('9d89a3154a163df462971ba821b924b25e6d3b9cba16facfe7df7b18b47e2336');
  });

  test('another seed is another market', () => {
    const here = new Set(lines(market()));
    expect(lines(market({ seed: 8 })).filter((line) => here.has(line))).toEqual([]);
  });

  test('whatever the seed and the size, every fact is valid and follows from those that arrived before it', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 25 }), fc.nat(400), (seed, companies, cases) => {
        const states = new Map<string, CaseState>();
        const objections: string[] = [];
        for (const arrival of simulateMarket(market({ seed, companies, cases }))) {
          const said = objection(states, arrival);
          if (said !== undefined) objections.push(said);
        }
        expect(objections).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  test('facts come in order of arrival, after they happened, before the end, and are marked as simulated', () => {
    const facts = Array.from(simulateMarket(market()));
    expect(facts.filter(({ arrivesAt }, index) => index > 0 && arrivesAt < facts[index - 1]!.arrivesAt)).toEqual([]);
    expect(facts.filter(({ arrivesAt, fact }) => Date.parse(fact.time) > arrivesAt)).toEqual([]);
    expect(facts.filter(({ arrivesAt }) => arrivesAt < FROM || arrivesAt >= TO)).toEqual([]);
    const marked = facts.filter(({ fact }) => fact.simulated === true && fact.source === 'urn:assay:simulation:7');
    expect(marked.length).toBe(facts.length);
  });

  test('company names say that they are simulated, in the language asked for', () => {
    const names = (options: Partial<MarketOptions>): unknown[] =>
      Array.from(simulateMarket(market({ cases: 0, ...options })))
        .filter(({ fact }) => fact.type === 'company.licensed.v1')
        .map(({ fact }) => (fact.data as { name: string }).name);
    expect(names({})[2]).toBe('Simulated Property 02 (模拟财险02)');
    expect(names({ locale: 'en' })[1]).toBe('Simulated Life 01');
    expect(names({ locale: 'zh-Hant' })[1]).toBe('模擬壽險01');
  });

  test('with more cases every case of the smaller market is there again, fact by fact', () => {
    const small = Array.from(simulateMarket(market({ cases: 300 }))).filter(isOfCase);
    const large = new Set(
      Array.from(
        simulateMarket(market({ cases: 1_000 })),
        ({ arrivesAt, fact }) => `${arrivesAt} ${canonicalise(fact)}`,
      ),
    );
    expect(small.length).toBeGreaterThan(500);
    expect(small.filter(({ arrivesAt, fact }) => !large.has(`${arrivesAt} ${canonicalise(fact)}`))).toEqual([]);
  });

  test('so many cases begin as were asked for, though a late one may arrive after the end', () => {
    const run = simulateMarket(market({ cases: 2_000 }));
    const services = new Set(
      Array.from(run)
        .filter(isOfCase)
        .map(({ fact }) => fact.subject),
    );
    const yearly = [...services].filter((subject) => /^(innovation|incident)\//.test(subject));
    expect(services.size - yearly.length).toBeLessThanOrEqual(2_000);
    expect(services.size - yearly.length).toBeGreaterThan(1_980);
  });

  test('duplicates are the same fact again, later, about as often as asked for', () => {
    const seen = new Map<string, string>();
    let facts = 0;
    let again = 0;
    for (const arrival of simulateMarket(market({ duplicates: 0.1 }))) {
      if (!isOfCase(arrival)) continue;
      const body = canonicalise(arrival.fact);
      const key = `${arrival.fact.subject} ${arrival.fact.id}`;
      facts += 1;
      if (seen.has(key)) {
        again += 1;
        expect(body).toBe(seen.get(key));
      }
      seen.set(key, body);
    }
    expect(again / facts).toBeGreaterThan(0.05);
    expect(again / facts).toBeLessThan(0.13);
  });

  test.each([
    [{ seed: -1 }, 'seed is -1; give a whole number from 0 to 9,007,199,254,740,991.'],
    [{ companies: 0 }, 'companies is 0; give a whole number from 1 to 2,000.'],
    [{ cases: 1.5 }, 'cases is 1.5; give a whole number from 0 to 1,000,000,000.'],
    [{ to: FROM }, 'to is 2023-07-01T00:00:00.000Z; it must be after from (2023-07-01T00:00:00.000Z).'],
    [{ to: FROM + DAY }, 'A market with cases needs at least two days between from and to.'],
    [{ duplicates: 0.7 }, 'duplicates is 0.7; give a probability from 0 to 0.5.'],
  ])('refuses %j with a sentence', (wrong, sentence) => {
    expect(() => simulateMarket(market(wrong))).toThrow(new SimulationOptionError(Object.keys(wrong)[0]!, sentence));
  });
});

describe('A market of 30 companies and 12,000 cases', () => {
  const run = simulateMarket(market({ companies: 30, cases: 12_000 }));
  const counts = new Map<string, number>();
  const states = new Map<string, CaseState>();
  let services = 0;
  let late = 0;
  let outOfOrder = 0;
  for (const arrival of run) {
    const { arrivesAt, fact } = arrival;
    counts.set(fact.type, (counts.get(fact.type) ?? 0) + 1);
    if (isOfCase(arrival)) {
      services += 1;
      if (arrivesAt - Date.parse(fact.time) > DAY) late += 1;
      const before = states.get(fact.subject);
      if (before && !fact.type.startsWith('record.') && fact.time < before.latest) outOfOrder += 1;
    }
    states.set(fact.subject, evolve(states.get(fact.subject), fact));
  }
  const ofKind = (kind: string): CaseState[] => [...states.values()].filter((state) => state.kind === kind);
  const part = (type: string): number => (counts.get(type) ?? 0) / services;

  test('tells every type of service event there is, but moves no branch and publishes no rulebook', () => {
    expect([...factDefinitions.keys()].filter((type) => !counts.has(type))).toEqual([
      'unit.moved.v1',
      'scheme.published.v1',
    ]);
  });

  test('its companies declare what happened, but for a few that declare better', () => {
    const calls = ofKind('call').filter(({ status }) => status !== 'voided');
    const answered = (unit: string): number =>
      calls.filter(
        (each) =>
          each.unit.startsWith(`${unit}/`) &&
          each.attributes.answered === true &&
          new Date((each.attributes.receivedAt as number) + 8 * 3_600_000).getUTCFullYear() === 2024,
      ).length;
    const declared = ofKind('measure-report').filter(
      ({ attributes: { measure, period } }) => measure === 'calls-answered-by-person' && period === '2024',
    );
    expect(declared.length).toBeGreaterThan(25);
    const differing = declared.filter(({ unit, attributes }) => Number(attributes.value) !== answered(unit));
    expect(differing.length).toBeGreaterThan(0);
    expect(differing.length).toBeLessThan(10);
    expect(differing.every(({ unit, attributes }) => Number(attributes.value) > answered(unit))).toBe(true);
    expect(differing.map(({ attributes }) => attributes.recomputedMatches)).toEqual(differing.map(() => false));
  });

  test('is recorded as carelessly as real registers are', () => {
    expect(late / services).toBeGreaterThan(0.03);
    expect(late / services).toBeLessThan(0.08);
    expect(outOfOrder).toBeGreaterThan(20);
    expect(part('record.corrected.v1')).toBeGreaterThan(0.005);
    expect(part('record.corrected.v1')).toBeLessThan(0.02);
    expect(part('record.voided.v1')).toBeGreaterThan(0.0005);
    expect(part('record.voided.v1')).toBeLessThan(0.006);
  });

  test('calls and claims are most of its cases', () => {
    const busy = ofKind('call').length + ofKind('claim').length;
    expect(busy / 12_000).toBeGreaterThan(0.5);
    expect(ofKind('complaint').length / 12_000).toBeLessThan(0.05);
  });

  test('all but a few claims come to an end, and some are opened again', () => {
    const claims = ofKind('claim').filter(({ attributes }) => (attributes.reportedAt as number) < TO - 120 * DAY);
    expect(claims.filter(({ status }) => status === 'closed').length / claims.length).toBeGreaterThan(0.9);
    expect(claims.some(({ attributes }) => ((attributes.reopenings as number | undefined) ?? 0) > 0)).toBe(true);
  });

  test('has its seasons: storms on the coast in summer, complaints in the middle of March', () => {
    const month = (state: CaseState, attribute: string): number =>
      new Date(state.attributes[attribute] as number).getUTCMonth();
    const coast = /\/province\/(Guangdong|Jiangsu|Shandong|Zhejiang|Shanghai|Fujian|Guangxi|Hainan)/;
    const coastal = (claims: readonly CaseState[]): number =>
      claims.filter(({ unit }) => coast.test(unit)).length / claims.length;
    const claims = ofKind('claim').filter(({ status }) => status !== 'voided');
    const summer = claims.filter((claim) => [6, 7, 8].includes(month(claim, 'reportedAt')));
    const winter = claims.filter((claim) => [11, 0, 1].includes(month(claim, 'reportedAt')));
    expect(coastal(summer)).toBeGreaterThan(coastal(winter) + 0.08);
    const complaints = ofKind('complaint').filter(({ status }) => status !== 'voided');
    const march = complaints.filter((complaint) => month(complaint, 'filedAt') === 2);
    expect(march.length / complaints.length).toBeGreaterThan(1 / 12);
  });

  test('a large company has many times the business of a small one, and branches in all 31 provinces', () => {
    const premiums = new Map<string, number>();
    for (const { unit, attributes } of ofKind('exposure')) {
      if (attributes.period !== '2024' || attributes.line !== 'property') continue;
      const company = unit.split('/')[1]!;
      premiums.set(company, (premiums.get(company) ?? 0) + Number(attributes.premium));
    }
    const sorted = [...premiums.values()].sort((a, b) => b - a);
    expect(sorted[0]! / sorted.at(-1)!).toBeGreaterThan(8);
    const provinces = new Set(ofKind('unit').flatMap(({ unit }) => /\/province\/([^/]+)$/.exec(unit)?.[1] ?? []));
    expect(provinces.size).toBe(31);
  });
});

test('memory follows the cases under way, not the length of the run', () => {
  const mostPending = (years: number): number => {
    const run = simulateMarket(market({ cases: 1_500 * years, to: FROM + years * 365 * DAY }));
    let most = 0;
    // The first day is the founding of the companies: all at once, and as much in every run.
    for (const { arrivesAt } of run) if (arrivesAt > FROM + DAY) most = Math.max(most, run.pending);
    return most;
  };
  expect(mostPending(5)).toBeLessThan(1.3 * mostPending(2));
});
