import { grown, type SharedNumbers, sharedNumbers } from './shared-numbers.js';

test('keep what they were however far they grow, with 0s behind', () => {
  let numbers: SharedNumbers = sharedNumbers(2);
  numbers.set([7, 9]);
  for (const count of [3, 1_000, 2 ** 18, 2 ** 18 + 1, 2 ** 22, 2 ** 22 + 1]) {
    numbers = grown(numbers, count);
    expect([numbers.length, numbers[0], numbers[1], numbers[count - 1]]).toEqual([count, 7, 9, 0]);
  }
});

test('are as many as a replay with thousands of samples needs', () => {
  const all = Array.from({ length: 100_000 }, () => grown(sharedNumbers(64), 128));
  expect(all).toHaveLength(100_000);
});
