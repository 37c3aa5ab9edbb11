import fc from 'fast-check';
import { PendingQueue } from './pending-queue.js';

describe('PendingQueue', () => {
  test('gives back what was pushed by arrival, equals in order of pushing, whatever was popped in between', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(20), fc.constant('pop' as const)), { maxLength: 200 }), (moves) => {
        const queue = new PendingQueue<{ arrivesAt: number; order: number }>();
        const model: { arrivesAt: number; order: number }[] = [];
        for (const [order, move] of moves.entries()) {
          if (move === 'pop') {
            model.sort((a, b) => a.arrivesAt - b.arrivesAt || a.order - b.order);
            expect(queue.pop()).toEqual(model.shift());
          } else {
            queue.push({ arrivesAt: move, order });
            model.push({ arrivesAt: move, order });
          }
          expect(queue.size).toBe(model.length);
          expect(queue.nextAt).toBe(Math.min(...model.map(({ arrivesAt }) => arrivesAt)));
        }
      }),
    );
  });
});
