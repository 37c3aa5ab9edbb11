import * as fc from 'fast-check';

import { StreamParts } from './stream-parts.js';

describe('parts of the streams', () => {
  test('are taken each once, whoever takes them and in whatever turns', () => {
    const turns = fc.array(fc.nat(3), { maxLength: 200 });
    fc.assert(
      fc.property(turns, (order) => {
        const { shared } = new StreamParts();
        const threads = [0, 1, 2, 3].map((index) => new StreamParts(shared).take(index % 2 === 0 ? 'front' : 'back'));
        const taken: number[] = [];
        let parts = 0;
        for (const turn of [...order, ...threads.keys()].map((index) => threads[index]!)) {
          const { value } = turn.next();
          if (!value) continue;
          taken.push(value.index);
          parts = value.of;
        }
        for (const rest of threads) for (const { index } of rest) taken.push(index);
        expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: parts }, (_, index) => index));
      }),
    );
  });

  test('begin at the end that is asked for', () => {
    const { shared } = new StreamParts();
    const first = (end: 'front' | 'back') => new StreamParts(shared).take(end).next().value;
    expect([first('front')?.index, first('front')?.index]).toEqual([0, 1]);
    const last = first('back');
    expect(last?.index).toBe((last?.of ?? 0) - 1);
  });
});
