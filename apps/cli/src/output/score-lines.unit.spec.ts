import type { SchemeDocument } from '#assay/methodology';
import { scoreLines } from './score-lines.js';

const document = {
  groups: { pace: { title: { en: 'Pace', 'zh-Hant': '速度' } }, mood: { title: { en: 'Mood' } } },
  results: [
    { id: 'part', title: { en: 'Part', 'zh-Hant': '分項' } },
    { id: 'other', title: { en: 'Other' } },
    { id: 'none', title: { en: 'None' } },
  ],
} as unknown as SchemeDocument;

const steps = { mean: '4.2', variance: '0.6', reward: '0.3', leftOut: ['improvement'], unrounded: '4.5' };
const plain = { mean: '76', variance: null, reward: '0', leftOut: [], unrounded: '76' };

test('other results with how they came about, and why they did not; what the score is made of', () => {
  const results = {
    part: { score: '4.500000', grade: '4.5', reason: null, steps },
    other: { score: null, grade: null, reason: 'Too few.', steps: null },
    none: { score: null, grade: null, reason: null, steps: null },
  };
  const breakdown = {
    office: { front: { weight: '60', score: '70.00' }, back: { weight: '40', score: '85.00' } },
    source: { external: { weight: '100', score: '76.00' } },
    group: { pace: { weight: '40', score: '85.00' }, mood: { weight: '60', score: '70.00' } },
  };
  expect(scoreLines({ results, steps, breakdown }, document, 'en')).toEqual([
    'Part: 4.5 (4.500000) — mean 4.2, variance 0.6, reward 0.3, left out improvement',
    'Other: Too few.',
    'Front office 70.00 (60) · Back office 85.00 (40)',
    'Pace 85.00 (40) · Mood 70.00 (60)',
  ]);
  expect(scoreLines({ results, steps, breakdown }, document, 'zh-Hant')).toEqual([
    '分項: 4.5 (4.500000) — 平均 4.2, 方差 0.6, 獎勵 0.3, 不計 improvement',
    'Other: Too few.',
    '前台 70.00 (60) · 後台 85.00 (40)',
    '速度 85.00 (40) · Mood 70.00 (60)',
  ]);
});

test('a plain mean says nothing that the score does not; a reward of the only result is told', () => {
  const alone = {} as SchemeDocument;
  expect(scoreLines({ results: {}, steps: plain, breakdown: null }, alone, 'en')).toEqual([]);
  expect(scoreLines({ results: {}, steps, breakdown: {} }, alone, 'en')).toEqual([
    'mean 4.2, variance 0.6, reward 0.3, left out improvement',
  ]);
});
