import fc from 'fast-check';
import { canonicalise, MAX_DEPTH, NotCanonicalError } from './canonical.js';

describe('canonical text', () => {
  test('members are sorted by UTF-16 code units and nothing is spaced (RFC 8785 §3.2.3)', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\u{1f600}': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const order = [...canonicalise(value).matchAll(/:"([^"]+)"/g)].map((match) => match[1]);
    expect(order).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  test('one value has one text, whatever the order of its members', () => {
    const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => !/\d[.e]|e[+-]/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(json, (value) => {
        let text: string;
        try {
          text = canonicalise(value);
        } catch (error) {
          expect(error).toBeInstanceOf(NotCanonicalError);
          return;
        }
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalise(reversed(value))).toBe(text);
        expect(canonicalise(JSON.parse(text))).toBe(text);
      }),
    );
  });

  test.each([
    [{ data: { amount: 12.5 } }, '/data/amount', /write decimals as strings/],
    [{ data: { count: 2 ** 53 } }, '/data/count', /integers within/],
    [{ data: { note: 'a\ud800b' } }, '/data/note', /lone surrogate/],
    [{ 'a\udc00': 1 }, '', /member name with a lone surrogate/],
    [{ data: [1, () => 1] }, '/data/1', /of type function/],
    [{ 'a/b': { 'c~d': Number.NaN } }, '/a~1b/c~0d', /is NaN/],
  ])('refuses %j at %s', (value, path, reason) => {
    let error: unknown;
    try {
      canonicalise(value);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(NotCanonicalError);
    expect((error as NotCanonicalError).path).toBe(path);
    expect((error as Error).message).toMatch(reason);
  });

  test(`nests ${MAX_DEPTH} levels and no more, and does not fall over a bomb`, () => {
    const nested = (levels: number): unknown => {
      let value: unknown = 0;
      for (let level = 0; level < levels; level++) value = [value];
      return value;
    };
    expect(canonicalise(nested(MAX_DEPTH))).toBe('['.repeat(MAX_DEPTH) + '0' + ']'.repeat(MAX_DEPTH));
    expect(() => canonicalise(nested(MAX_DEPTH + 1))).toThrow(/deeper than 32 levels/);
    expect(() => canonicalise(nested(100_000))).toThrow(NotCanonicalError);
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
