import type { Consequence } from './case-steps.js';
import { Consequences, MOST_CONSEQUENCES } from './consequences.js';

const consequence = (id: string, position: number): Consequence => ({
  case: id,
  event: { id: `e${position}`, position, type: 'complaint.reopened.v1' },
  sentence: 'It cannot be.',
});

test('all consequences are counted, and the first of them told, in whatever order they are found', () => {
  const all = Array.from({ length: 3 * MOST_CONSEQUENCES }, (_, index) =>
    consequence(`complaint/${String(index % 700).padStart(3, '0')}`, index),
  );
  const [forwards, backwards] = [new Consequences(), new Consequences()];
  for (const each of all) forwards.add([each]);
  backwards.add(all.toReversed());
  expect([forwards.count, backwards.count]).toEqual([all.length, all.length]);
  expect(forwards.first).toEqual(backwards.first);
  expect(forwards.first).toHaveLength(MOST_CONSEQUENCES);
  expect(forwards.first.slice(0, 6).map(({ case: id, event }) => [id, event!.position])).toEqual([
    ...[0, 700, 1_400, 2_100, 2_800].map((position) => ['complaint/000', position]),
    ['complaint/001', 1],
  ]);
});
