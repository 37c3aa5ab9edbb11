import fc from 'fast-check';
import { companyOf, formatUnitPath, parseUnitPath, UNIT_LEVELS, unitAndAncestors, unitLevel } from './unit-path.js';

describe('unit path', () => {
  test.each([
    ['', 'write level/id pairs'],
    ['company', 'write level/id pairs'],
    ['company/A/province', 'write level/id pairs'],
    ['province/B', 'must begin with a company'],
    ['planet/B', '"planet" in "planet/B" is no unit level: use company, province'],
    ['company/A/city/C/province/B', 'names province after a lower level'],
    ['company/A/company/B', 'names company after a lower level'],
    ['company/ A', 'empty or has blanks'],
    ['company/', 'empty or has blanks'],
    ['company/50%', 'write % as %25'],
    [`company/${'x'.repeat(504)}`, 'has at most 512 characters; this one has 512'],
  ])('refuses "%s"', (path, sentence) => {
    if (path.length > 100) expect(() => parseUnitPath(`${path}x`)).toThrow('this one has 513');
    else expect(() => parseUnitPath(path)).toThrow(sentence);
  });

  test('takes ids that hold what paths are made of', () => {
    expect(parseUnitPath('company/A%2FB 50%25/branch/七')).toEqual([
      { level: 'company', id: 'A/B 50%' },
      { level: 'branch', id: '七' },
    ]);
  });

  test('is read as it was written, whatever the ids', () => {
    const id = fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }).map((text) => `x${text}x`);
    fc.assert(
      fc.property(fc.subarray(UNIT_LEVELS.slice(1)), fc.array(id, { minLength: 6, maxLength: 6 }), (levels, ids) => {
        const steps = (['company', ...levels] as const).map((level, index) => ({ level, id: ids[index]! }));
        const path = formatUnitPath(steps);
        expect(parseUnitPath(path)).toEqual(steps);
        expect(unitAndAncestors(path)).toEqual(steps.map((_step, index) => formatUnitPath(steps.slice(0, index + 1))));
        expect(unitLevel(path)).toBe(steps.at(-1)!.level);
        expect(companyOf(path)).toBe(formatUnitPath(steps.slice(0, 1)));
      }),
    );
  });
});
