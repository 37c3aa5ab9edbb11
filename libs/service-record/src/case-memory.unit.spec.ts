import { CaseMemory } from './case-memory.js';

/** A case that is just the list of its events. */
const memory = (max = 10) => new CaseMemory<readonly string[]>(max, (bodies) => [...bodies]);
const letters = (count: number): string[] => Array.from({ length: count }, (_, index) => `event ${index}`);

describe('the memory of cases', () => {
  test.each([1, 8, 9, 40])('gives back a case of %i events, told one by one', (count) => {
    const cases = memory();
    letters(count).forEach((body, index) => cases.grow('claim/1', index, [body], letters(index + 1)));
    expect(cases.eventsOf('claim/1')).toBe(count);
    expect(cases.recall('claim/1')).toEqual(letters(count));
  });

  test('what comes late and is known already changes nothing', () => {
    const cases = memory();
    cases.grow('claim/1', 0, ['a', 'b', 'c'], ['a', 'b', 'c']);
    cases.grow('claim/1', 0, ['a', 'b'], ['a', 'b']);
    expect(cases.recall('claim/1')).toEqual(['a', 'b', 'c']);
  });

  test('a case with a gap is forgotten, for it would be folded wrong', () => {
    const cases = memory();
    cases.grow('claim/1', 0, ['a'], ['a']);
    cases.grow('claim/1', 2, ['c'], ['a', 'b', 'c']);
    expect(cases.recall('claim/1')).toBeUndefined();
    expect(cases.has('claim/1')).toBe(false);
  });

  test('keeps the cases last asked for, and no more than it may', () => {
    const cases = memory(2);
    for (const id of ['claim/1', 'claim/2']) cases.grow(id, 0, [id], [id]);
    cases.recall('claim/1');
    cases.grow('claim/3', 0, ['claim/3'], ['claim/3']);
    expect(['claim/1', 'claim/2', 'claim/3'].map((id) => cases.has(id))).toEqual([true, false, true]);
  });

  test('forgets what it is told to', () => {
    const cases = memory();
    cases.grow('claim/1', 0, ['a'], ['a']);
    cases.forget('claim/1');
    expect(cases.eventsOf('claim/1')).toBeUndefined();
  });
});
