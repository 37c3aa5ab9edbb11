import type { Board, BoardRow } from '#assay/scoring';
import { mostMoved } from './board-watch.js';

const row = (name: string, rank: number | null, score: string | null, grade: string | null): BoardRow => ({
  ...{ unit: `company/${name}`, name, rank, score, grade, state: 'rated', reason: null, measures: {} },
  ...{ steps: null, results: {}, breakdown: null },
});
const board = (...rows: BoardRow[]): Board => ({
  ...{ scheme: 's', version: 1, period: '2026', unitLevel: 'company', knownAt: { position: 1, recordedAt: null } },
  ...{ rows, totals: { measures: {} }, notes: [], parked: [], sources: [], simulated: true, nextCursor: null },
});

test('a grade is news before a rank, a rank before a score', () => {
  const before = board(row('A', 1, '91.00', 'AA'), row('B', 2, '90.10', 'AA'), row('C', 3, '60.00', 'CC'));
  const scoreOnly = board(row('A', 1, '91.20', 'AA'), row('B', 2, '90.00', 'AA'), row('C', 3, '60.00', 'CC'));
  expect(mostMoved(before, scoreOnly)).toBe('A  rank 1  score 91.00 → 91.20  grade AA');
  const graded = board(row('A', 1, '99.00', 'AA'), row('B', 2, '89.99', 'A'), row('C', 3, '60.00', 'CC'));
  expect(mostMoved(before, graded)).toBe('B  rank 2  score 90.10 → 89.99  grade AA → A');
});

test('nothing is news where nothing moved, and a newcomer is none', () => {
  const before = board(row('A', 1, '91.00', 'AA'));
  expect(mostMoved(before, board(row('A', 1, '91.00', 'AA'), row('New', 2, '50', 'D')))).toBeUndefined();
});
