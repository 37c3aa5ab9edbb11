import fc from 'fast-check';
import { formatTimestamp } from '#assay/transparency';
import { epochMs, splitType } from './fact.js';

describe('fact', () => {
  test('reads a canonical timestamp as Date.parse does', () => {
    const firstMs = Date.parse('0000-01-01T00:00:00.000Z');
    const lastMs = Date.parse('9999-12-31T23:59:59.999Z');
    for (const edge of [
      firstMs,
      lastMs,
      0,
      -1,
      Date.parse('2024-02-29T23:59:59.999Z'),
      Date.parse('1900-03-01T00:00:00Z'),
    ])
      expect(epochMs(formatTimestamp(edge))).toBe(edge);
    fc.assert(
      fc.property(fc.integer({ min: firstMs, max: lastMs }), (ms) => epochMs(formatTimestamp(ms)) === ms),
      {
        numRuns: 2_000,
      },
    );
  });

  test.each([
    ['complaint.filed.v1', ['complaint.filed', 1]],
    ['claim.documents-completed.v12', ['claim.documents-completed', 12]],
    ['complaint.filed', undefined],
    ['complaint.filed.v0', undefined],
    ['Complaint.Filed.v1', undefined],
    ['filed.v1', undefined],
    ['complaint.filed.v1 ', undefined],
  ])('splits %s', (text, parts) => expect(splitType(text)).toEqual(parts));
});
