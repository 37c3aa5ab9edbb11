import fc from 'fast-check';
import { named, nameAt, type UnitChange, UnitHistory } from './unit-history.js';

const branch = 'company/P/province/Jiangxi/branch/7';
const moved: UnitChange = { from: branch, to: 'company/P/province/Hubei/branch/7', day: 100, kind: 'moved' };
const merged: UnitChange = { from: 'company/P', to: 'company/Q', day: 200, kind: 'merged' };

describe('where a unit stood on a day', () => {
  const history = new UnitHistory([moved, merged]);

  test.each([
    ['a branch before it moved', branch, 99, branch],
    ['a branch after it moved', branch, 100, moved.to],
    ['what is below it', `${branch}/employee/e1`, 100, `${moved.to}/employee/e1`],
    ['what only begins with the same letters', `${branch}7`, 100, `${branch}7`],
    ['a branch told under its new path before it moved', moved.to, 99, branch],
    ['the rest of its province', 'company/P/province/Jiangxi', 150, 'company/P/province/Jiangxi'],
    ['a company before it was merged', 'company/P', 199, 'company/P'],
    ['a company after it was merged', 'company/P', 200, 'company/Q'],
    ['a branch that moved and whose company was merged', branch, 200, 'company/Q/province/Hubei/branch/7'],
    ['the successor before the merger, which keeps its own', 'company/Q', 199, 'company/Q'],
  ])('%s', (_what, path, day, place) => {
    expect(history.placeOn(path, day)).toBe(place);
  });

  test('is told apart from units that never moved', () => {
    expect([branch, `${moved.to}/employee/e1`, 'company/P/province/X'].map((path) => history.concerns(path))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['company/Q', 'company/PX'].map((path) => history.concerns(path))).toEqual([false, false]);
  });

  test('follows several moves in both directions of time', () => {
    const twice = new UnitHistory([
      { from: 'company/P/branch/1', to: 'company/P/branch/2', day: 10, kind: 'moved' },
      { from: 'company/P/branch/2', to: 'company/P/branch/3', day: 20, kind: 'moved' },
    ]);
    for (const told of ['1', '2', '3'])
      expect([9, 10, 19, 20].map((day) => twice.placeOn(`company/P/branch/${told}`, day).slice(-1))).toEqual([
        '1',
        '2',
        '2',
        '3',
      ]);
  });

  const path = fc.constantFrom('company/A', 'company/B', 'company/A/branch/1', 'company/B/branch/1');
  const kind = fc.constantFrom<UnitChange['kind']>('moved', 'merged');
  const change = fc.record({ from: path, to: path, day: fc.integer({ min: 0, max: 9 }), kind });

  test('is the same whatever was asked before', () => {
    const question = fc.tuple(path, fc.oneof(fc.integer({ min: -1, max: 10 }), fc.constant(Infinity)));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), fc.array(question), (changes, questions) => {
        const history = new UnitHistory(changes);
        for (const [told, day] of questions)
          expect(history.placeOn(told, day)).toBe(new UnitHistory(changes).placeOn(told, day));
      }),
    );
  });

  test('ends, whatever circles the changes make', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), path, fc.integer({ min: 0, max: 9 }), (changes, told, day) => {
        const history = new UnitHistory(changes);
        const place = history.placeOn(told, day);
        expect(place).toMatch(/^company\//);
        if (!history.concerns(told)) expect(place).toBe(told);
      }),
    );
  });
});

describe('what a unit was called', () => {
  const names = named(named(named(undefined, 'Old House', 0), 'Old House', 5), 'New House', 1_000);

  test('is kept once for each name', () => {
    expect(names).toEqual(['1970-01-01T00:00:00.000Z Old House', '1970-01-01T00:00:01.000Z New House']);
  });

  test.each([
    [-1, 'Old House'],
    [0, 'Old House'],
    [999, 'Old House'],
    [1_000, 'New House'],
  ])('at %d was %s', (instant, name) => expect(nameAt(names, instant)).toBe(name));

  test('is nothing where no name was told', () => expect(nameAt([], 0)).toBeUndefined());
});
