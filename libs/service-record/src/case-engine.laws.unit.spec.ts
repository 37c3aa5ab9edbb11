import fc from 'fast-check';
import {
  caseKinds,
  type CaseState,
  ContradictionError,
  evolve,
  type Fact,
  fold,
  follow,
  measured,
  VOIDED,
} from './index.js';
import { anyHistory, history } from './testing/histories.contract.js';

/** What counts of a case, whatever the order in which its facts arrived. */
const standing = ({ kind, unit, status, attributes, latest }: CaseState): object => ({
  kind,
  unit,
  status,
  attributes: JSON.parse(JSON.stringify(attributes)) as unknown,
  latest,
});

const evolveAll = (facts: readonly Fact[]): CaseState => {
  const [first, ...rest] = facts;
  return rest.reduce((state, fact) => evolve(state, fact), evolve(undefined, first!));
};

/** The end of an order of arrival, or undefined when one of the facts is refused on its way. */
const accepted = (facts: readonly Fact[]): CaseState | undefined => {
  try {
    return evolveAll(facts);
  } catch (error) {
    if (error instanceof ContradictionError) return undefined;
    throw error;
  }
};

const amendment = (type: 'corrected' | 'voided', id: string, data: object): Fact => ({
  specversion: '1.0',
  id,
  source: 'urn:test',
  type: `record.${type}.v1`,
  subject: '',
  time: '2030-01-01T00:00:00.000Z',
  data: { reason: 'a slip of the pen', ...data },
});

const of = (facts: readonly Fact[], record: Fact): Fact => ({ ...record, subject: facts[0]!.subject });

describe('laws of every case kind', () => {
  test('evolving fact by fact is the same as folding at once', () => {
    fc.assert(fc.property(anyHistory, (facts) => expect(evolveAll(facts)).toEqual(fold(facts))));
  });

  test('a fact that follows without the facts before leaves what evolving with them leaves', () => {
    fc.assert(
      fc.property(
        anyHistory.chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts.slice(1)))),
        ([facts, others]) => {
          // What comes is the history in its order, then some of it in any order, late or refused.
          let state = fold(facts.slice(0, 1));
          for (const fact of [...facts.slice(1), ...others]) {
            const next = follow(measured(state), fact);
            const after = accepted([...state.timeline, fact]);
            if (next) expect(next).toEqual(after && measured(after));
            state = after ?? state;
          }
        },
      ),
    );
  });

  test('the facts of a history that come in its order all follow without those before', () => {
    fc.assert(
      fc.property(anyHistory, ([first, ...rest]) => {
        let known = measured(fold([first!]));
        for (const fact of rest) {
          const next = follow(known, fact);
          expect(next).toBeDefined();
          known = next!;
        }
        expect(standing({ ...known, timeline: [] })).toEqual(standing(fold([first!, ...rest])));
      }),
    );
  });

  test('evolving changes neither the case before nor the fact', () => {
    fc.assert(
      fc.property(anyHistory, (facts) => {
        const frozen = facts.map((fact) => Object.freeze({ ...fact, data: Object.freeze(fact.data) }));
        let state: CaseState | undefined;
        for (const fact of frozen) {
          const before = state && JSON.stringify(state);
          const after = evolve(state, fact);
          if (state) expect(JSON.stringify(state)).toBe(before);
          state = after;
        }
      }),
    );
  });

  test('every order of arrival that is accepted ends in the same case', () => {
    let reordered = 0;
    fc.assert(
      fc.property(
        anyHistory.chain((facts) =>
          fc.tuple(
            fc.constant(facts),
            fc.shuffledSubarray(facts.slice(1), { minLength: facts.length - 1, maxLength: facts.length - 1 }),
          ),
        ),
        ([facts, late]) => {
          const end = accepted([facts[0]!, ...late]);
          if (!end) return;
          if (late.some((fact, index) => fact !== facts[index + 1])) reordered += 1;
          expect(standing(end)).toEqual(standing(fold(facts)));
        },
      ),
      { numRuns: 600 },
    );
    expect(reordered).toBeGreaterThan(30);
  });

  test('a fact that arrives last, however late, ends as if it had come in its turn', () => {
    fc.assert(
      fc.property(history('claim'), fc.nat(), (facts, choice) => {
        fc.pre(facts.length > 2);
        const index = 1 + (choice % (facts.length - 1));
        const without = accepted(facts.toSpliced(index, 1));
        fc.pre(without !== undefined);
        expect(standing(evolve(without, facts[index]!))).toEqual(standing(fold(facts)));
      }),
      { numRuns: 300 },
    );
  });

  test('voiding a fact is the same as never having had it', () => {
    let compared = 0;
    fc.assert(
      fc.property(anyHistory, fc.nat(), (facts, choice) => {
        const index = choice % facts.length;
        const voiding = of(facts, amendment('voided', 'v', { event: facts[index]!.id }));
        const rest = facts.toSpliced(index, 1);
        const without = rest.length === 0 ? undefined : accepted(rest);
        if (without) {
          compared += 1;
          expect(standing(evolve(fold(facts), voiding))).toEqual(standing(without));
        } else {
          expect(() => evolve(fold(facts), voiding)).toThrow(ContradictionError);
        }
      }),
      { numRuns: 400 },
    );
    expect(compared).toBeGreaterThan(50);
  });

  test('a correction is the same as having recorded it right at once', () => {
    fc.assert(
      fc.property(history('complaint'), (facts) => {
        const correction = of(
          facts,
          amendment('corrected', 'c', {
            event: 'e1',
            changes: { unit: 'company/Z', line: 'home' },
            time: '2023-12-24T12:00:00.000Z',
          }),
        );
        const [first, ...rest] = facts;
        const right: Fact = {
          ...first!,
          time: '2023-12-24T12:00:00.000Z',
          data: { ...first!.data, unit: 'company/Z', line: 'home' },
        };
        expect(standing(evolve(fold(facts), correction))).toEqual(standing(fold([right, ...rest])));
      }),
    );
  });

  test('voiding a correction, or voiding a voiding, restores what was before; voiding that as well brings it back', () => {
    let compared = 0;
    fc.assert(
      fc.property(anyHistory, fc.constantFrom('case', 'fact', 'correction'), (facts, mistaken) => {
        const before = fold(facts);
        const mistake = {
          case: amendment('voided', 'm', {}),
          fact: amendment('voided', 'm', { event: facts.at(-1)!.id }),
          correction: amendment('corrected', 'm', { event: 'e1', time: '2023-12-24T00:00:00.000Z' }),
        }[mistaken];
        const amended = accepted([...facts, of(facts, mistake)]);
        fc.pre(amended !== undefined);
        compared += mistaken === 'fact' ? 1 : 0;
        const restored = evolve(amended, of(facts, amendment('voided', 'r', { event: 'm' })));
        expect(standing(restored)).toEqual(standing(before));
        expect(restored.timeline).toHaveLength(facts.length + 2);
        const again = evolve(restored, of(facts, amendment('voided', 'a', { event: 'r' })));
        expect(standing(again)).toEqual(standing(amended));
      }),
      { numRuns: 300 },
    );
    expect(compared).toBeGreaterThan(20);
  });

  test('facts of the same instant count in order of arrival, however the others come', () => {
    const at = (id: string, type: string, day: number, data: object = {}): Fact => ({
      ...amendment('voided', id, {}),
      subject: 'complaint/x',
      type: `complaint.${type}.v1`,
      time: `2024-02-0${day}T00:00:00.000Z`,
      data,
    });
    const end = evolveAll([
      at('1', 'filed', 1, { unit: 'company/A' }),
      at('2', 'resolved', 5),
      at('3', 'reopened', 5),
      at('4', 'resolved', 5, { outcome: 'for' }),
      at('5', 'acknowledged', 3),
    ]);
    expect(end).toMatchObject({ status: 'resolved', attributes: { reopenings: 1, outcome: 'for' } });
  });

  test('a case that was voided as a whole has no attributes and takes nothing more', () => {
    fc.assert(
      fc.property(anyHistory, (facts) => {
        const voided = evolve(fold(facts), of(facts, amendment('voided', 'v', {})));
        expect(voided).toMatchObject({ status: VOIDED, attributes: {} });
        const again: Fact = { ...facts[0]!, id: 'again', time: '2029-01-01T00:00:00.000Z' };
        expect(() => evolve(voided, again)).toThrow('Void that voiding first');
        expect(() => evolve(voided, of(facts, amendment('corrected', 'c', { event: 'e1', changes: {} })))).toThrow(
          'was voided as a whole (event "v")',
        );
      }),
    );
  });

  test('every status of every kind is reached by some history', () => {
    for (const { kind, statuses } of caseKinds.values()) {
      const seen = new Set<string>();
      for (const facts of fc.sample(history(kind), { numRuns: 200, seed: 42 }))
        for (let end = 1; end <= facts.length; end++) seen.add(fold(facts.slice(0, end)).status);
      expect([kind, [...seen].sort()]).toEqual([kind, Object.keys(statuses).sort()]);
    }
  });
});
