import { SchemeLibrary, type WholeBoard } from '#assay/scoring';
import { boardTable } from './tables.js';

test('a board of several results has the score and the grade of each as columns', async () => {
  const { scheme } = (await SchemeLibrary.load()).get('cms-2026');
  const empty = { rows: [], totals: { measures: {} }, notes: [], parked: [] } as unknown as WholeBoard;
  const { columns } = boardTable(empty, scheme, { sources: [], knownAt: {} } as never);
  const ids = columns.map(({ id }) => id);
  for (const id of ['part-c', 'part-d', 'overall']) {
    expect(ids).toEqual(expect.arrayContaining([`${id}.score`, `${id}.grade`]));
    const grade = columns.find((column) => column.id === `${id}.grade`);
    expect(grade?.of({ results: { [id]: { grade: '4.5' } } } as never)).toBe('4.5');
  }
  expect(columns.find(({ id }) => id === 'part-c.grade')?.title('zh-Hant')).toBe('C 部分 · 等級');
});
