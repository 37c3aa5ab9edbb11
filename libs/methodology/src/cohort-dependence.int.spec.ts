import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { parse } from 'yaml';
import { dependsOnCohort } from './cohort-dependence.js';
import { parseScheme } from './parse.js';

const FOLDER = fileURLToPath(new URL('../schemes/', import.meta.url));

test('of the shipped rulebooks these make points of how a company stands among the others', () => {
  const dependent = readdirSync(FOLDER)
    .map((name) => parseScheme(parse(readFileSync(join(FOLDER, name), 'utf8'))))
    .filter(dependsOnCohort)
    .map(({ id }) => id);
  expect(dependent.sort()).toEqual(['cn-sqi', 'naic-index']);
});

test('a reward by percentiles of the cohort depends on it, one by stated edges does not', () => {
  const scheme = parseScheme(parse(readFileSync(join(FOLDER, 'cms-2026.yaml'), 'utf8')));
  expect(dependsOnCohort(scheme)).toBe(false);
  const results = (scheme.results ?? []).map((result) => {
    const { reward } = result.score;
    if (!reward) return result;
    const { edges: _, ...rest } = reward;
    return {
      ...result,
      score: { ...result.score, reward: { ...rest, percentiles: { mean: ['65'], variance: ['30'] } } },
    };
  });
  expect(dependsOnCohort({ ...scheme, results })).toBe(true);
});
