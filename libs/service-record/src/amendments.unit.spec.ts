import { correctedFact, evolve, type Fact } from './index.js';
import { facts, given, refusal, type ShortFact, when } from './testing/scenario.js';

const filed: ShortFact = ['complaint.filed', '2024-02-01', { unit: 'company/A', line: 'motor', note: 'n' }];
const resolved: ShortFact = ['complaint.resolved', '2024-02-05', { recovered: '10.00' }];
const correction = (data: object): ShortFact => ['record.corrected', '2024-03-01', { reason: 'slip', ...data }];
const voiding = (data: object): ShortFact => ['record.voided', '2024-03-02', { reason: 'slip', ...data }];
const recorded = given('complaint/x', filed, resolved);

describe('a correction', () => {
  test('puts members in the place of others, takes away those that are null, and leaves the rest', () => {
    const state = when(recorded, correction({ event: 'e1', changes: { line: 'home', note: null } }));
    expect(state.attributes).toMatchObject({ line: 'home', recovered: '10.00' });
    expect(state.timeline).toHaveLength(3);
    expect(state.timeline[0]!.data).toEqual(filed[2]);
  });

  test('may move the case to another unit, and a fact to another time', () => {
    const state = when(
      recorded,
      correction({ event: 'e1', changes: { unit: 'company/B' } }),
      correction({ event: 'e2', time: '2024-02-07T00:00:00.000Z' }),
    );
    expect(state.unit).toBe('company/B');
    expect(state.attributes.resolvedAt).toBe(Date.parse('2024-02-07'));
  });

  test('may say that a fact happened when the correction was made, but not after', () => {
    const state = when(recorded, correction({ event: 'e2', time: '2024-03-01T00:00:00.000Z' }));
    expect(state.attributes.resolvedAt).toBe(Date.parse('2024-03-01'));
  });

  test('counts in order of arrival: the last word on a member holds', () => {
    const state = when(
      recorded,
      correction({ event: 'e1', changes: { line: 'home' } }),
      correction({ event: 'e1', changes: { line: 'life' } }),
    );
    expect(state.attributes.line).toBe('life');
  });

  test('leaves facts that come later their place', () => {
    const state = when(
      recorded,
      correction({ event: 'e2', time: '2024-02-07T00:00:00.000Z' }),
      ['complaint.reopened', '2024-02-08'],
      ['complaint.acknowledged', '2024-02-02'],
    );
    expect(state.status).toBe('reopened');
    expect(state.attributes.acknowledgedAt).toBe(Date.parse('2024-02-02'));
  });

  test('shows the corrected fact before it is recorded, earlier corrections included', () => {
    const state = when(recorded, correction({ event: 'e1', changes: { line: 'home' } }));
    const [next] = facts('complaint/x', [correction({ event: 'e1', changes: { unit: 'no unit', note: null } })], 4);
    expect(correctedFact(state, next!)).toEqual({
      ...facts('complaint/x', [filed])[0]!,
      data: { unit: 'no unit', line: 'home' },
    });
    const [stray] = facts('complaint/x', [correction({ event: 'e9', changes: { line: 'a' } })], 4);
    expect(() => correctedFact(state, stray!)).toThrow('complaint/x has no event "e9"');
  });

  test('cannot smuggle in a prototype: only members of its own are read', () => {
    const changes = JSON.parse('{"__proto__": {"unit": "company/Evil"}}') as object;
    expect(when(recorded, correction({ event: 'e2', changes })).unit).toBe('company/A');
  });
});

describe('a voiding', () => {
  test('of the whole case leaves nothing that counts, and can itself be voided', () => {
    const voided = when(recorded, voiding({}));
    expect(voided).toMatchObject({ status: 'voided', attributes: {}, unit: 'company/A' });
    const [again] = facts('complaint/x', [voiding({ event: 'e3' })], 4);
    expect(evolve(voided, again as Fact)).toMatchObject({ status: 'resolved', attributes: { recovered: '10.00' } });
  });

  test('of the only opening fact is refused', () => {
    expect(refusal(recorded, voiding({ event: 'e1' }))).toBe(
      'Event "e1" of complaint/x cannot be voided alone: complaint.resolved.v1 (event "e2") cannot begin a case. Void the whole case instead: leave the member event out.',
    );
    expect(refusal(given('complaint/x', filed), voiding({ event: 'e1' }))).toBe(
      'Nothing would remain of complaint/x. Void the whole case instead: leave the member event out.',
    );
  });
});

describe('an amendment is refused', () => {
  const voidedOnce = given('complaint/x', filed, resolved, voiding({ event: 'e2' }));
  test.each<[string, ReturnType<typeof given>, ShortFact, string]>([
    [
      'without a case',
      given('complaint/x'),
      voiding({}),
      'complaint/x does not exist: there is nothing to correct or void.',
    ],
    [
      'of a fact that is not there',
      recorded,
      voiding({ event: 'e9' }),
      'complaint/x has no event "e9": it cannot be voided. Give the id of one of its events.',
    ],
    [
      'of a voided fact',
      voidedOnce,
      correction({ event: 'e2', changes: { recovered: '1' } }),
      'Event "e2" of complaint/x was voided by event "e3"; it cannot be corrected. Void that voiding first.',
    ],
    [
      'that voids twice',
      voidedOnce,
      voiding({ event: 'e2' }),
      'Event "e2" of complaint/x was voided by event "e3"; it cannot be voided. Void that voiding first.',
    ],
    [
      'that corrects an amendment',
      voidedOnce,
      correction({ event: 'e3', changes: { reason: 'other' } }),
      'Event "e3" of complaint/x is itself a correction or voiding; void it, or correct the event that it is about.',
    ],
    [
      'that changes nothing',
      recorded,
      correction({ event: 'e2' }),
      'The correction "e3" of complaint/x changes nothing: give changes or time.',
    ],
    [
      'that moves a fact into the future of the correction',
      recorded,
      correction({ event: 'e2', time: '2024-03-02T00:00:00.000Z' }),
      'The correction "e3" of complaint/x moves event "e2" to 2024-03-02T00:00:00.000Z, which is after the correction itself (2024-03-01T00:00:00.000Z).',
    ],
    [
      'that makes the rest contradict itself',
      recorded,
      correction({ event: 'e2', time: '2024-01-30T00:00:00.000Z' }),
      'Event "e2" of complaint/x cannot be corrected so: complaint/x cannot be resolved on 2024-01-30T00:00:00.000Z: that is before it began. Correct the time of one or the other.',
    ],
    [
      'in a voided case',
      given('complaint/x', filed, resolved, voiding({})),
      correction({ event: 'e2', changes: { recovered: '1' } }),
      'complaint/x was voided as a whole (event "e3"); nothing else of it can be corrected or voided. Void that voiding first.',
    ],
  ])('%s', (_name, before, arriving, sentence) => {
    expect(refusal(before, arriving)).toBe(sentence);
  });

  test('and so is a fact of a voided case', () => {
    expect(refusal(given('complaint/x', filed, voiding({})), ['complaint.resolved', '2024-04-01'])).toBe(
      'complaint/x was voided (event "e2"); it cannot be resolved. Void that voiding first.',
    );
  });
});
