import * as fc from 'fast-check';

import { spread, withTurns } from './sampled-points.js';

const isSame = (a: string, b: string): boolean => a === b;

test('a short series is kept whole; of a long one evenly spread places, its ends among them', () => {
  expect(spread(3, 5)).toEqual([0, 1, 2]);
  expect(spread(11, 3)).toEqual([0, 5, 10]);
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 5_000 }), fc.integer({ min: 2, max: 1_000 }), (count, points) => {
      const places = spread(count, points);
      expect([places[0], places.at(-1)]).toEqual([0, count - 1]);
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
      expect(places).toHaveLength(Math.min(count, points));
    }),
  );
});

test('between two kept places of other values, the place is found where the later value began', async () => {
  const series = Array.from('AAAAABBBBBBBBBBBCCCC');
  const asked: number[] = [];
  const valueAt = (place: number): Promise<string> => {
    asked.push(place);
    return Promise.resolve(series[place] ?? '');
  };
  const found = await withTurns([0, 19], valueAt, isSame);
  for (const place of [0, 4, 5, 15, 16, 19]) expect(found.get(place)).toBe(series[place]);
  expect([...found.keys()]).toEqual([...found.keys()].sort((a, b) => a - b));
  expect(asked).toHaveLength(new Set(asked).size);
});

test('a series that never turns back is told in full by its turns', async () => {
  const stretches = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(stretches, async (lengths) => {
      const series = lengths.flatMap((length, value) => new Array<string>(length).fill(String(value)));
      const ends = series.length === 1 ? [0] : [0, series.length - 1];
      const found = await withTurns(ends, (place) => Promise.resolve(series[place] ?? ''), isSame);
      for (const [place, value] of series.entries())
        if (place > 0 && series[place - 1] !== value) expect([place, found.get(place)]).toEqual([place, value]);
    }),
  );
});
