import { dayCode } from '#assay/service-record';
import * as fc from 'fast-check';

import { monthOf } from './calendar.js';
import { DayRows } from './day-rows.js';
import { SumRows } from './sum-rows.js';

/** More than can be remembered, so that some are forgotten for others. */
const asked = fc.array(fc.record({ unit: fc.nat(400), day: fc.integer({ min: 18_000, max: 21_000 }) }), {
  minLength: 1_000,
  maxLength: 4_000,
});

test('the row of a day is that of its month, whatever was asked for before', () => {
  fc.assert(
    fc.property(asked, (days) => {
      const rows = new SumRows();
      const dayRows = new DayRows(rows);
      for (const { unit, day } of [...days, ...days]) {
        const row = dayRows.of(unit, dayCode(day));
        expect([rows.unitOf(row), rows.periodOf(row)]).toEqual([unit, monthOf(dayCode(day))]);
        expect(rows.find(unit, monthOf(dayCode(day)))).toBe(row);
      }
    }),
    { numRuns: 10 },
  );
});
