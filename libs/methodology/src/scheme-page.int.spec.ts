import { readFileSync } from 'node:fs';
import { caseKinds } from '#assay/service-record';
import { parse } from 'yaml';
import { smallScheme } from '../testing/small-scheme.js';
import { parseScheme } from './parse.js';

/** The examples of docs/schemes.md, so that they cannot rot. */
const page = readFileSync(new URL('../../../docs/schemes.md', import.meta.url), 'utf8');
const [whole, conditions, , points, unitConditions, results] = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(
  ([, block]) => parse(block!) as unknown,
);

test('the whole example is a scheme', () => {
  expect(parseScheme(whole)).toMatchObject({ id: 'quick-claims' });
});

test('every condition is one, of some case kind', () => {
  const { limits } = whole as { limits: object };
  expect(conditions).toHaveLength(13);
  for (const where of conditions as object[]) {
    const takers = [...caseKinds].filter(([kind, { attributes }]) => {
      const on = Object.keys(attributes).find((name) => attributes[name]!.type === 'instant');
      const counted = { ...smallScheme().measures[2], numerator: { case: kind, on, where, add: 'count' } };
      const inTime = {
        ...counted,
        id: 'in-time',
        numerator: { case: 'complaint', on: { limit: 'handling' }, add: 'count' },
      };
      return sound({
        ...(whole as object),
        parameters: undefined,
        limits,
        measures: [counted, inTime],
        score: undefined,
        result: {},
      });
    });
    expect({ where, takers: takers.length > 0 }).toEqual({ where, takers: true });
  }
});

interface Page {
  readonly measures: readonly Record<string, unknown>[];
  readonly score: Record<string, unknown>;
}

test('every rule for points is one, of a measure that is better higher or lower', () => {
  const example = whole as Page;
  expect(points).toHaveLength(12);
  for (const rule of points as object[]) {
    const fits = ['higher', 'lower'].some((better) =>
      sound({
        ...example,
        parameters: undefined,
        measures: [{ ...example.measures[0], better, points: rule }, ...example.measures.slice(1)],
      }),
    );
    expect({ rule, fits }).toEqual({ rule, fits: true });
  }
});

test('every condition on units is one', () => {
  const { score, ...rest } = whole as Page;
  expect(unitConditions).toHaveLength(5);
  for (const when of unitConditions as object[])
    expect(
      parseScheme({ ...rest, score: { ...score, reweigh: [{ members: ['claim-days'], weight: 0, when }] } }),
    ).toBeTruthy();
});

test('groups and further results fit the whole example', () => {
  const example = whole as Page;
  const [claims, complaints, ...others] = example.measures;
  const measures = [{ ...claims, group: 'speed' }, { ...complaints, group: 'care' }, ...others];
  expect(parseScheme({ ...example, ...(results as object), measures })).toMatchObject({ results: [{ id: 'steady' }] });
});

function sound(input: object): boolean {
  try {
    parseScheme(JSON.parse(JSON.stringify(input)));
    return true;
  } catch {
    return false;
  }
}
