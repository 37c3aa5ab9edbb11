import { showExact, showValue } from './figure.js';

test.each([
  ['0.296', { as: 'percent', decimals: 2 }, '29.60%'],
  ['1', { as: 'percent', decimals: 0 }, '100%'],
  ['39.4863701578', { as: 'days', decimals: 1 }, '39.5'],
  ['5475', { as: 'count', decimals: 0 }, '5,475'],
  ['4463.2755', { as: 'money', decimals: 2 }, '4,463.28'],
  [null, { as: 'number', decimals: 4 }, '–'],
] as const)('%s shown as %j is %s', (value, display, shown) => expect(showValue(value, display)).toBe(shown));

test('sums are shown to their last digit', () => {
  expect(showExact('24436432.85')).toBe('24,436,432.85');
  expect(showExact(null)).toBe('–');
});
