import * as fc from 'fast-check';

import type { ClockRow } from '../score-store.js';
import { clockParts, lastVersions, type PackedClock, unpackClocks } from './packed-clocks.js';

const instant = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.maxSafeInteger().map((ms) => Math.trunc(ms / 4)),
);
const row: fc.Arbitrary<ClockRow> = fc.record({
  scheme: fc.nat(3),
  company: fc.integer({ min: 1, max: 3 }),
  promise: fc.nat(2),
  case: fc.constantFrom('claim/1', 'claim/2', 'complaint/賠案 3'),
  position: fc.integer({ min: 1, max: 9 }),
  unit: fc.integer({ min: 1, max: 2 ** 24 - 1 }),
  clock: fc.option(
    fc.record({ startedAt: instant, atRiskFrom: fc.option(instant), endsAt: instant, metAt: fc.option(instant) }),
  ),
});
/** As a ledger makes them: a case's clock changes once at a position. */
const rows = fc.uniqueArray(row, {
  selector: ({ scheme, company, promise, case: id, position }) => [scheme, company, promise, id, position].join(),
});

const sorted = (of: readonly object[]): string[] => of.map((each) => JSON.stringify(each)).sort();

describe('packed clocks', () => {
  test('give back every row, of its company', () => {
    fc.assert(
      fc.property(rows, (clocks) => {
        const found = [...clockParts(clocks)].flatMap(({ company, clocks: packed }) =>
          [...unpackClocks(packed)].map((clock) => ({ ...clock, company })),
        );
        const inOneOrder = clocks.map(({ company, ...clock }) => ({ ...asRead(clock), company }));
        expect(sorted(found)).toEqual(sorted(inOneOrder));
      }),
    );
  });

  test('tell of each clock of a scheme the last version that was known, whatever the parts are', () => {
    fc.assert(
      fc.property(rows, fc.nat(3), fc.nat(10), fc.nat(10), (clocks, scheme, upTo, cut) => {
        const own = clocks.filter(({ company }) => company === 1);
        const parts = [own.slice(0, cut), own.slice(cut)].flatMap((part) => [...clockParts(part)]);
        const found = lastVersions(
          parts.map(({ clocks: packed }) => packed),
          scheme,
          upTo,
        );
        const known = own.filter((clock) => clock.scheme === scheme && clock.position <= upTo);
        const last = known.filter(
          (clock) =>
            !known.some(
              (other) =>
                other.promise === clock.promise && other.case === clock.case && other.position > clock.position,
            ),
        );
        expect(sorted(found)).toEqual(sorted(last.map(({ company: _, ...clock }) => asRead(clock))));
      }),
    );
  });

  test('name a case and what several schemes promise alike once', () => {
    const clock = { startedAt: 1_700_000_000_000, atRiskFrom: null, endsAt: 1_700_000_600_000, metAt: null };
    const of = (scheme: number): ClockRow => ({
      ...{ scheme, company: 1, promise: 0, case: 'complaint/1234567890', position: 7, unit: 4, clock },
    });
    const bytes = (count: number): number =>
      [...clockParts(Array.from({ length: count }, (_, scheme) => of(scheme)))][0]?.clocks.length ?? 0;
    expect(bytes(2) - bytes(1)).toBe(6);
  });
});

/** With members in the order in which they are read. */
const asRead = ({ scheme, promise, case: id, position, unit, clock }: PackedClock): PackedClock => ({
  ...{ scheme, promise, case: id, position, unit },
  clock: clock && {
    startedAt: clock.startedAt,
    atRiskFrom: clock.atRiskFrom,
    endsAt: clock.endsAt,
    metAt: clock.metAt,
  },
});
