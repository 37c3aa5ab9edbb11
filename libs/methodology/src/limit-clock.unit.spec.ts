import fc from 'fast-check';
import { at, caseOf } from '../testing/case-of.js';
import { shipped } from '../testing/shipped.js';
import { limitClocks, standingAt } from './limit-clock.js';
import { parseScheme } from './parse.js';

const promises = new Map(limitClocks(parseScheme(shipped('service-promise'))).map((clock) => [clock.limit, clock]));
const iso = (instant: number): string => new Date(instant).toISOString();

describe('the clock of a promise', () => {
  const registration = promises.get('claim-registration')!;
  const reportedAt = at('2024-07-15T01:00:00.000Z');
  const clock = (attributes: object, status = 'reported') =>
    registration.clockOf(caseOf('claim', { reportedAt, ...attributes }, { status }));

  test('begins and ends with its limit, and is at risk from a share of the time on', () => {
    expect(clock({})).toEqual({
      startedAt: reportedAt,
      endsAt: at('2024-07-16T01:00:00.000Z'),
      atRiskFrom: at('2024-07-15T20:12:00.000Z'),
      metAt: null,
    });
  });

  test.each([
    ['2024-07-15T20:11:59.999Z', 'running'],
    ['2024-07-15T20:12:00.000Z', 'about-to-break'],
    ['2024-07-16T01:00:00.000Z', 'about-to-break'],
    ['2024-07-16T01:00:00.001Z', 'broken'],
  ])('at %s, not met, is %s', (instant, standing) => {
    expect(standingAt(clock({})!, at(instant))).toBe(standing);
  });

  test('does not know before it is met that it will be', () => {
    const met = clock({ registeredAt: at('2024-07-16T01:00:00.000Z') })!;
    expect(standingAt(met, at('2024-07-16T00:59:59.999Z'))).toBe('about-to-break');
    expect(standingAt(met, at('2024-07-16T01:00:00.000Z'))).toBe('kept');
    const late = clock({ registeredAt: at('2024-07-16T01:00:00.001Z') })!;
    expect(standingAt(late, at('2024-07-16T01:00:00.001Z'))).toBe('broken');
    expect(standingAt(late, at('2025-01-01'))).toBe('broken');
  });

  test('is none of a case that is void, of another kind, not yet at the step, or excepted', () => {
    expect(clock({}, 'voided')).toBeUndefined();
    expect(clock({}, 'withdrawn')).toBeUndefined();
    expect(clock({ reportedAt: undefined })).toBeUndefined();
    expect(registration.clockOf(caseOf('complaint', { filedAt: 0 }))).toBeUndefined();
  });

  test('of business days passes over a holiday', () => {
    // Friday before National Day 2024: the Sunday and the Monday are worked, then a week is off.
    const state = caseOf('servicing', { requestedAt: at('2024-09-27T02:00:00.000Z') });
    expect(iso(promises.get('servicing')!.clockOf(state)!.endsAt)).toBe('2024-10-10T15:59:59.999Z');
  });

  test('is at risk from the very millisecond on that its share says, however long it is', () => {
    const instant = fc.integer({ min: at('1900-01-01'), max: at('2200-01-01') });
    fc.assert(
      fc.property(instant, instant, (dueAt, coolingOffEndsAt) => {
        const { startedAt, endsAt, atRiskFrom } = promises
          .get('call-back')!
          .clockOf(caseOf('callback', { dueAt, coolingOffEndsAt }))!;
        expect(BigInt(atRiskFrom!)).toBe(BigInt(startedAt) + (BigInt(endsAt - startedAt) * 8n) / 10n);
      }),
    );
  });

  test('that the source states ends when it says', () => {
    const state = caseOf('callback', { dueAt: at('2024-05-09'), coolingOffEndsAt: at('2024-05-12') });
    expect(iso(promises.get('call-back')!.clockOf(state)!.endsAt)).toBe('2024-05-12T15:59:59.999Z');
  });
});

test('a limit that nothing meets is no promise', () => {
  const document = structuredClone(shipped('cn-2015-life')) as {
    limits: { 'complaint-handling': { met?: string; atRisk?: object } };
  };
  expect(limitClocks(parseScheme(document))).toHaveLength(1);
  delete document.limits['complaint-handling'].met;
  expect(limitClocks(document as never)).toEqual([]);
});
