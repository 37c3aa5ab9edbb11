import fc from 'fast-check';

import type { AttributeType, MeasuredCase } from '#assay/service-record';

import { CoursePacker, CourseReader } from './packed-courses.js';

const text = fc.string({ unit: 'grapheme' });
const decimal = fc.oneof(
  fc.constantFrom('0', '-0', '0.50', '-0.05', '00.1', '1.', '.5', '999999999999999.9999', '12.3400'),
  fc.tuple(fc.integer(), fc.nat({ max: 9_999 })).map(([whole, rest]) => `${whole}.${rest}`),
);
const VALUES: Record<AttributeType, fc.Arbitrary<number | string | boolean | string[]>> = {
  instant: fc.integer({ min: -(10 ** 13), max: 10 ** 13 }),
  count: fc.maxSafeInteger(),
  decimal: fc.oneof(decimal, text),
  text,
  period: text,
  flag: fc.boolean(),
  list: fc.array(text, { maxLength: 4 }),
};
const COLUMNS = (Object.keys(VALUES) as AttributeType[]).flatMap((type) =>
  [`${type}A`, `${type}B`].map((name) => [name, type] as const),
);
const NAMES = COLUMNS.map(([name]) => name);

const attributes = fc.record(Object.fromEntries(COLUMNS.map(([name, type]) => [name, VALUES[type]])), {
  requiredKeys: [],
});
const courses = fc.array(
  fc.array(fc.record({ status: text, unit: text, attributes, after: fc.integer({ min: 1, max: 2 ** 40 }) }), {
    minLength: 1,
    maxLength: 5,
  }),
  { minLength: 1, maxLength: 4 },
);

/** Keeps every other text that it is asked for. */
function someTexts() {
  const list = [''];
  const keyOf = (text: string): number | undefined => {
    const key = list.indexOf(text, 1);
    if (key > 0) return key;
    return text.length % 2 === 0 ? list.push(text) - 1 : undefined;
  };
  return { list, keyOf };
}

const stateOf = (each: Pick<MeasuredCase, 'status' | 'unit' | 'attributes'>): MeasuredCase => ({
  ...{ id: '', kind: '', latest: '' },
  ...each,
});

test('what is packed is read back, whatever its steps change', () => {
  fc.assert(
    fc.property(courses, fc.subarray(NAMES), (cases, asked) => {
      const texts = someTexts();
      const packer = new CoursePacker(COLUMNS, texts);
      const written: object[] = [];
      let position = 0;
      for (const [index, steps] of cases.entries()) {
        const first = position + (steps[0]?.after ?? 0);
        let before: MeasuredCase | null = null;
        for (const { after, ...each } of steps) {
          position += after;
          const state = stateOf(each);
          expect(packer.step(first, { position, stream: `kind/${index}` }, before, state)).toBe(true);
          const wanted = asked.map((name) => [name, each.attributes[name]]);
          written.push({ ...{ position, first }, ...Object.fromEntries(wanted), at: [each.status, each.unit] });
          before = state;
        }
      }
      const names = NAMES.map((name) => (asked.includes(name) ? name : null));
      const reader = new CourseReader(packer.take(), { names, texts: texts.list });
      const read: object[] = [];
      let [status, unit, known] = ['', '', {} as MeasuredCase['attributes']];
      while (reader.next(Infinity)) {
        const { first, stream } = reader;
        if (stream !== null) known = {};
        status = reader.status ?? status;
        unit = reader.unit ?? unit;
        known = reader.attributes(known);
        const wanted = asked.map((name) => [name, known[name]]);
        read.push({ ...{ position: reader.position, first }, ...Object.fromEntries(wanted), at: [status, unit] });
      }
      expect(read).toEqual(written);
    }),
    { numRuns: 300 },
  );
});

test('a number that is none that can be is not written', () => {
  const packer = new CoursePacker(COLUMNS, someTexts());
  const state = stateOf({ status: '', unit: '', attributes: { instantA: Number.NaN } });
  expect(packer.step(1, { position: 1, stream: 'kind/1' }, null, state)).toBe(false);
  expect(packer.take()).toHaveLength(0);
});

test('of steps after a position nothing is read', () => {
  const packer = new CoursePacker(COLUMNS, someTexts());
  const state = stateOf({ status: 'a', unit: 'b', attributes: {} });
  for (const position of [3, 9]) packer.step(position, { position, stream: `kind/${position}` }, null, state);
  const reader = new CourseReader(packer.take(), { names: [], texts: [] });
  expect([reader.next(8), reader.position, reader.next(8)]).toEqual([true, 3, false]);
});
