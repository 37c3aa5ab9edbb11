import fc from 'fast-check';
import stringWidth from 'string-width';
import { type Column, fitTable } from './table.js';

const heading = fc.constantFrom(
  'Rank',
  'Calls answered by a person',
  '電話呼入人工接通率',
  'Registered-case close rate',
);
const figures = fc.array(fc.integer({ min: 0, max: 9_999_999 }).map(String), { minLength: 3, maxLength: 3 });
const names = fc.array(fc.string({ unit: fc.constantFrom('a', 'M ', '保', '險', 'x') }), {
  minLength: 3,
  maxLength: 3,
});

const measure = fc
  .record({ heading, cells: figures })
  .map((column): Column => ({ ...column, align: 'right', optional: true }));

test('a table with a text and any measures fits the width, and cuts no figure', () => {
  fc.assert(
    fc.property(
      names,
      fc.array(measure, { maxLength: 12 }),
      fc.integer({ min: 30, max: 160 }),
      (cells, measures, width) => {
        const name: Column = { heading: 'Company', align: 'left', flexible: true, cells };
        const { text, leftOut } = fitTable([name, ...measures], width);
        for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
        const kept = measures.slice(0, measures.length - leftOut.length);
        expect(leftOut).toEqual(measures.slice(kept.length).map((column) => column.heading));
        const shown = text.split('\n').slice(-3);
        for (const { cells: row } of kept) row.forEach((figure, index) => expect(shown[index]).toContain(figure));
      },
    ),
  );
});

test('figures stand right-aligned under headings broken at words, names end in … where they must', () => {
  const { text, leftOut } = fitTable(
    [
      { heading: '#', align: 'right', cells: ['1', '12'] },
      {
        heading: 'Company',
        align: 'left',
        flexible: true,
        cells: ['Anthem Health Plans of Connecticut, Inc', '保险公司'],
        total: 'All',
      },
      { heading: 'Days to close', align: 'right', optional: true, cells: ['39.5', '1,234.5'], total: '42.5' },
      { heading: 'Satisfaction', align: 'right', optional: true, cells: ['–', '7'] },
    ],
    46,
  );
  expect(leftOut).toEqual([]);
  expect(text).toBe(
    [
      '                              Days to  Satisf-',
      ' #  Company                     close   action',
      '──  ────────────────────────  ───────  ───────',
      ' 1  Anthem Health Plans of …     39.5        –',
      '12  保险公司                  1,234.5        7',
      '──  ────────────────────────  ───────  ───────',
      '    All                          42.5',
    ].join('\n'),
  );
});

test('columns that have no room are named, the last ones first to go', () => {
  const wide = (title: string): Column => ({ heading: title, align: 'right', optional: true, cells: ['1234567890'] });
  const name: Column = {
    heading: 'Company',
    align: 'left',
    flexible: true,
    cells: ['A company with quite a long name'],
  };
  const { text, leftOut } = fitTable([name, wide('One'), wide('Two'), wide('Three')], 40);
  expect(leftOut).toEqual(['Two', 'Three']);
  expect(text).toContain('One');
});

test('what a register wrote cannot move the cursor or break the row', () => {
  const cells = ['a\nb', '\u001b[2Jc\td'];
  const { text } = fitTable([{ heading: 'Name', align: 'left', flexible: true, cells }], 60);
  expect(text.split('\n').slice(2)).toEqual(['a b', ' [2Jc d']);
});
