import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

import { countsAlike } from './counting.js';
import { parseScheme } from './parse.js';
import { withParameters } from './with-parameters.js';

const scheme = parseScheme(parse(readFileSync(new URL('../schemes/cn-2015-property.yaml', import.meta.url), 'utf8')));

describe('rulebooks count alike', () => {
  test.each([
    ['a cap of plus points', { 'plus-cap': 3 }, true],
    ['an anchor of points', { 'complaint-rate-zero': '12.5' }, true],
    ['years of eligibility', { 'accounting-years': 1 }, true],
    ['the rounding of scores', { '/score/round/score': 1 }, true],
    ['from when a limit is at risk', { 'about-to-break': '0.5' }, true],
    ['the same value otherwise written', { 'simple-days': '15' }, true],
    ['the days of a limit that a condition asks for', { 'simple-days': 10 }, false],
    ['whose calendar days count', { '/utcOffset': '+00:00' }, false],
  ])('%s', (_, values: Record<string, string | number>, isAlike) => {
    expect(countsAlike(scheme, withParameters(scheme, values))).toBe(isAlike);
  });
});
