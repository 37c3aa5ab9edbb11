/**
 * The 2026 Medicare Star Ratings from the tables that their publisher gives: measure values and measure stars recorded as
 * events, ratings made of them by the shipped scheme and by nothing else, each compared with the one that was published.
 * Skipped by name where the tables are not there.
 */
import { jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compileScheme, type SchemeDocument, scoreCohort } from '#assay/methodology';
import { parseScheme } from '#assay/methodology/language';
import type { Board, BoardRow } from '#assay/scoring';
import type { ImportSummary } from '#assay/intake';
import { parse } from 'yaml';
import { assay } from './command-process.js';

jest.setTimeout(300_000);

const TABLES = join(process.env['ASSAY_REAL_DATA'] ?? '../shared', 'data', 'cms_star_ratings_2026.tar.gz');
const PUBLISHED = { 'part-c': 524, 'part-d': 613, overall: 516 } as const;
/** Members in a disaster area, in percent, from which a contract keeps the better of two years. */
const HIT = 25;

// The published tables are not ours to commit: where they are not beside the project, these are skipped by name.
(existsSync(TABLES) ? describe : describe.skip)('Medicare Star Ratings 2026', () => {
  let folder: string;
  let board: Board;
  const summaries: ImportSummary[] = [];

  const json = async <T>(...args: string[]): Promise<T> => {
    const { code, stdout, stderr } = await assay([...args, '--data', join(folder, 'ledger'), '--format', 'json']);
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as T;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-stars-'));
    await promisify(execFile)('tar', ['-xzf', TABLES, '-C', folder]);
    const files = await readdir(folder);
    const table = (name: string): string => join(folder, files.find((file) => file.includes(name)) ?? name);
    for (const [name, mapping] of [
      ['Table - Measure Data', 'values'],
      ['Table - Measure Stars', 'stars'],
      ['Table - Summary Ratings', 'contracts'],
      ['Table - CAI', 'adjustments'],
    ] as const)
      summaries.push(await json<ImportSummary>('import', table(name), '--mapping', `cms-2026-${mapping}`));
    board = await json<Board>('board', '--scheme', 'cms-2026', '--period', '2026');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const figure = (row: BoardRow, measure: string): number | null => {
    const value = row.measures[measure]?.value ?? null;
    return value === null ? null : Number(value);
  };

  test('all 769 contracts of all four tables are recorded, none is refused', () => {
    expect(summaries.map(({ read, refused, warnings }) => ({ read, refused, warnings }))).toEqual(
      Array.from({ length: 4 }, () => ({ read: 769, refused: 0, warnings: [] })),
    );
    expect(board.rows).toHaveLength(769);
  });

  test('cut points give 14,806 of 14,806 measure stars (without surveys and contracts hit by a disaster)', () => {
    const pairs = board.rows.flatMap((row) => {
      const share = Math.max(figure(row, 'disaster-2023') ?? 0, figure(row, 'disaster-2024') ?? 0);
      if (share >= HIT) return [];
      return Object.keys(row.measures).flatMap((measure) => {
        const points = row.measures[measure]?.points ?? null;
        const stars = figure(row, `${measure}-stars`);
        return points === null || stars === null ? [] : [[Number(points), stars] as const];
      });
    });
    expect(pairs).toHaveLength(14_806);
    expect(pairs.filter(([computed, published]) => computed !== published)).toEqual([]);
  });

  test.each(Object.entries(PUBLISHED))('%s: all %i ratings as published, and nobody else is rated', (result, count) => {
    const rows = board.rows.map((row) => ({
      unit: row.unit,
      computed: row.results[result]?.grade ?? null,
      published: row.measures[`published-${result}`]?.value ?? null,
    }));
    expect(rows.filter(({ published }) => published !== null)).toHaveLength(count);
    expect(rows.filter(({ computed, published }) => computed !== published)).toEqual([]);
  });

  test('a contract’s main rating is its highest: overall, or that of its only part', () => {
    for (const { grade, results } of board.rows) {
      const own = ['overall', 'part-c', 'part-d'].map((id) => results[id]);
      const [first] = own.filter((result) => result?.grade !== null || result.reason !== null);
      expect(grade).toBe(first?.grade ?? null);
    }
  });

  test('the published reward edges of stand-alone drug plans are the percentiles of their means and variances', async () => {
    const file = new URL('../../libs/methodology/schemes/cms-2026.yaml', import.meta.url);
    const document = parse(await readFile(file, 'utf8')) as SchemeDocument;
    const results = document.results
      ?.filter(({ id }) => id === 'part-d')
      .map(({ stars: _, ...result }) => {
        const { edges: _edges, ...reward } = result.score.reward as object & { edges?: unknown };
        const percentiles = { mean: [65, 85], variance: [30, 70] };
        return {
          ...result,
          for: { measure: 'contract-type', equals: 7 },
          score: { ...result.score, of: ['dd1', 'dd2', 'dd3', 'dd4'], reward: { ...reward, percentiles } },
        };
      });
    const measures = document.measures.map(({ weight, ...measure }) =>
      measure.group?.startsWith('dd') ? { ...measure, weight } : measure,
    );
    const { 'disaster-share': _unused, ...parameters } = document.parameters ?? {};
    const scheme = compileScheme(
      parseScheme({ ...document, parameters, measures, results, score: { take: ['part-d'], round: { score: 6 } } }),
      'with percentiles',
    );
    const members = board.rows.map((row) => ({
      unit: row.unit,
      slots: scheme.measureIds.flatMap((id) => {
        const { numerator, denominator } = row.measures[id] ?? { numerator: '0', denominator: '0' };
        return [Math.round(Number(numerator) * 10_000), Number(denominator)];
      }),
      profile: { name: row.name },
    }));
    const again = scoreCohort(scheme, members, { level: 'company', lastDay: 20_000 }).units;
    // Without the improvement measure the published edges are others.
    const published = new Map(board.rows.map(({ unit, results: all }) => [unit, all['part-d']?.steps]));
    const pairs = again.flatMap(({ unit, steps }) => {
      const before = published.get(unit);
      return steps?.leftOut.length === 0 && before?.leftOut.length === 0 ? [[unit, steps.reward, before.reward]] : [];
    });
    expect(pairs.length).toBeGreaterThan(30);
    expect(new Set(pairs.map(([, reward]) => reward)).size).toBeGreaterThan(3);
    expect(pairs.filter(([, reward, before]) => reward !== before)).toEqual([]);
  });

  test('a rating says how it came about', () => {
    const held = board.rows.filter(({ results }) => results['overall']?.steps?.leftOut.includes('improvement'));
    expect(held.length).toBeGreaterThan(0);
    for (const { results } of held) expect(Number(results['overall']?.grade)).toBeGreaterThanOrEqual(4);
    const rewards = new Set(board.rows.flatMap(({ results }) => results['overall']?.steps?.reward ?? []));
    expect([...rewards].sort()).toEqual(['0', '0.1', '0.2', '0.3', '0.4']);
  });
});
