import { RowFates } from './row-fates.js';

describe('the fates of rows', () => {
  test('a row with any refused event is refused; else, with anything new, accepted; else it told nothing new', () => {
    const fates = new RowFates(9);
    fates.tell([2, 3, 4, 5, 6]);
    fates.settle([2, 3], 'accepted');
    fates.settle([2], 'refused');
    fates.settle([3, 4], 'duplicate');
    fates.settle([7], 'refused');
    // 2 and 7 are refused, 3 told something new, 4 nothing, and 5 and 6 no event at all.
    expect(fates.count()).toEqual({ accepted: 1, duplicate: 3 });
    expect(fates.settled).toBe(4);
  });
});
