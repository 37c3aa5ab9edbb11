import { readFileSync } from 'node:fs';
import { canonicalise } from '#assay/transparency';
import { shipped, shippedNames } from '../testing/shipped.js';
import { compileScheme } from './compile.js';
import { describeScheme } from './describe.js';
import { parseScheme } from './parse.js';

test('these schemes ship', () => {
  expect(shippedNames).toEqual([
    'cms-2026',
    'cn-2015-life',
    'cn-2015-property',
    'cn-sqi',
    'complaint-outcomes',
    'internal-service',
    'naic-index',
    'ny-dfs-auto',
    'service-promise',
    'service-star',
  ]);
});

describe.each(shippedNames)('%s', (name) => {
  const document = parseScheme(shipped(name));

  test('is a scheme of that id, and compiles', () => {
    const scheme = compileScheme(document, 'hash');
    expect(scheme.id).toBe(name);
    expect(scheme.slots).toHaveLength(scheme.measureIds.length * 2);
  });

  test('is identified by its bytes as written: nothing is filled in or converted', () => {
    expect(canonicalise(document)).toBe(canonicalise(shipped(name)));
  });

  test('has titles in three languages', () => {
    for (const { title } of [document, ...document.measures])
      expect(Object.keys(title)).toEqual(['en', 'zh-Hans', 'zh-Hant']);
  });

  test('reads as a rulebook with a line for every measure and parameter', () => {
    const lines = describeScheme(document);
    for (const { id, title } of document.measures)
      expect(lines.filter((line) => line.startsWith(`  ${id}: ${title.en}`))).toHaveLength(1);
    for (const parameter of Object.keys(document.parameters ?? {}))
      expect(lines.filter((line) => line.startsWith(`  ${parameter} = `))).toHaveLength(1);
  });

  test('names the JSON Schema, so that editors complete it', () => {
    const [line] = readFileSync(new URL(`../schemes/${name}.yaml`, import.meta.url), 'utf8').split('\n');
    expect(line).toBe('# yaml-language-server: $schema=../scheme.schema.json');
  });
});

describe('what is inferred in the schemes of 2015', () => {
  test.each([
    ['cn-2015-property', [10, 10, 10, 15, 15, 15, 15, 10]],
    ['cn-2015-life', [15, 5, 10, 20, 15, 10, 15, 10]],
  ])('%s: weights are figures where the source states them, and marked parameters where not', (name, weights) => {
    const { measures, parameters } = parseScheme(shipped(name));
    const weighted = measures.flatMap(({ weight }) => (weight === undefined ? [] : [weight]));
    const values = weighted.map((weight) => {
      if (typeof weight !== 'object') return weight;
      expect(parameters![weight.param]!.inferred).toBe(true);
      return parameters![weight.param]!.default;
    });
    expect(values).toEqual(weights);
  });
});
