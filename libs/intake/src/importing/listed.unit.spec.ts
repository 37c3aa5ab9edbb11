import fc from 'fast-check';
import { Listed } from './listed.js';

test('the first thousand are listed in order, in whatever order they are found', () => {
  const all = Array.from({ length: 3_500 }, (_, index) => index);
  fc.assert(
    fc.property(fc.shuffledSubarray(all), (found) => {
      const listed = new Listed<number>((item) => item);
      for (const item of found) listed.add(item);
      expect(listed.first()).toEqual([...found].sort((a, b) => a - b).slice(0, 1_000));
    }),
    { numRuns: 20 },
  );
});
