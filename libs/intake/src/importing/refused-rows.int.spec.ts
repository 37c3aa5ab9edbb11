import { findingRows, findings, ImportScenario } from '../testing/import-scenario.js';

let scenario: ImportScenario;
beforeEach(async () => (scenario = await ImportScenario.open()));
afterEach(() => scenario.close());

describe('a bad row is refused with its line, reason and text, and the others are recorded', () => {
  const good = '9,Z,2024-01-01,,,';

  test.each<[string, string[], object[]]>([
    [
      'too few cells',
      ['1,A,2024-01-01'],
      [{ line: 2, code: 'invalid', reason: 'The row has 3 cells, the header has 6.', row: '1,A,2024-01-01' }],
    ],
    [
      'no key',
      [',A,2024-01-01,,,'],
      [
        {
          line: 2,
          code: 'invalid',
          reason: 'file is empty, but it tells which rows belong together.',
          field: 'file',
          value: '""',
          row: ',A,2024-01-01,,,',
        },
      ],
    ],
    [
      'a date that is none',
      ['1,A,2024-02-30,,,'],
      [
        {
          line: 2,
          reason: 'opened is "2024-02-30", which is no day written as YYYY-MM-DD.',
          field: 'opened',
          value: '"2024-02-30"',
        },
      ],
    ],
    [
      'no date where one is needed',
      ['1,A,,,,'],
      [{ line: 2, reason: 'opened is empty, but it says when complaint.filed.v1 happened.', field: 'opened' }],
    ],
    [
      'a number that is none',
      ['1,A,2024-01-01,2024-01-05,Settled,much'],
      [{ line: 2, reason: 'recovery is "much", which is not a decimal number.', field: 'recovery', value: '"much"' }],
    ],
    [
      'a value that the mapping does not know, in one row of a case',
      ['1,A,2024-01-01,2024-01-05,Settled,0', '1,A,2024-01-01,2024-01-05,Guessed,0'],
      [
        {
          line: 2,
          reason:
            'finding is "Guessed", which the mapping does not know; it knows Settled, Substantiated. (Line 3; all 2 rows of the case are refused.)',
        },
        {
          line: 3,
          reason:
            'finding is "Guessed", which the mapping does not know; it knows Settled, Substantiated. (Line 3; all 2 rows of the case are refused.)',
          field: 'finding',
          value: '"Guessed"',
        },
      ],
    ],
    [
      'rows of one case that disagree',
      ['1,A,2024-01-01,2024-01-05,Settled,0', '1,A,2024-01-01,2024-01-06,Settled,0'],
      [
        {
          line: 2,
          reason:
            'Lines 2 and 3 are of one case (file 1, company A) but disagree in closed: "2024-01-05" and "2024-01-06". (All 2 rows of the case are refused.)',
        },
        { line: 3, field: 'closed', value: '"2024-01-06"' },
      ],
    ],
    [
      'an end before the beginning',
      ['1,A,2024-01-05,2024-01-01,Settled,0'],
      [{ line: 2, code: 'contradiction', reason: expect.stringContaining('complaint/findings/1/A') }],
    ],
    [
      'the future',
      ['1,A,2031-01-01,,,'],
      [{ line: 2, code: 'in-the-future', field: '/time', value: '"2031-01-01T00:00:00.000Z"' }],
    ],
    [
      'a quote that never closes',
      ['1,"A,2024-01-01,,,'],
      [
        {
          line: 2,
          reason: expect.stringContaining('a quote is opened and never closed.'),
          row: '1,"A,2024-01-01,,,',
        },
      ],
    ],
    ['a name that is too long', [`1,${'A'.repeat(600)},2024-01-01,,,`], [{ line: 2, code: 'invalid', field: '/id' }]],
  ])('%s', async (_case, lines, expected) => {
    const before = lines[0]?.includes('"A') ? [good, ...lines] : [...lines, good];
    const shift = before[0] === good ? 1 : 0;
    const summary = await scenario.run(findingRows(...before));
    expect(summary).toMatchObject({
      read: before.length,
      accepted: 1,
      duplicate: 0,
      refused: lines.length,
      events: 1,
      rejectsFile: scenario.rejectsFile,
    });
    const moved = expected.map((reject) => ({ ...reject, line: (reject as { line: number }).line + shift }));
    expect(await scenario.rejects()).toMatchObject(moved);
  });

  test('a row that tells of nothing', async () => {
    const silent = structuredClone(findings);
    Object.assign(silent.cases[0]!.events[0]!, { when: { closed: 'filled' } });
    expect(await scenario.run(findingRows('1,A,2024-01-01,,,'), { mapping: silent })).toMatchObject({
      read: 1,
      refused: 1,
      events: 0,
    });
    expect((await scenario.rejects())[0]?.reason).toBe(
      'The row tells of no event: no `when` of the mapping holds for it.',
    );
  });

  test('different rows with one key, where the mapping takes one row per key', async () => {
    const single = { ...findings, rows: { key: ['file'], repeated: 'refuse' } };
    expect(
      await scenario.run(findingRows('1,A,2024-01-01,,,', '2,A,2024-01-01,,,', '1,B,2024-01-01,,,'), {
        mapping: single,
      }),
    ).toMatchObject({
      read: 3,
      accepted: 1,
      refused: 2,
    });
    expect((await scenario.rejects()).map(({ line, reason }) => [line, reason])).toEqual(
      [2, 4].map((line) => [
        line,
        'Lines 2, 4 have the same key (file 1) and differ, and the mapping takes one row per key. Leave one, or say in the mapping what repeated rows mean. (All 2 rows of the case are refused.)',
      ]),
    );
  });

  test('columns that do not add up', async () => {
    const summing = { ...findings, checks: [{ sum: ['file', 'recovery'], equals: 'finding' }] };
    Object.assign(summing, { cases: [{ ...findings.cases[0], events: [findings.cases[0]!.events[0]] }] });
    expect(
      await scenario.run(findingRows('1,A,2024-01-01,,1.3,.30', '1,B,2024-01-01,,1.2,.30'), { mapping: summing }),
    ).toMatchObject({
      accepted: 1,
      refused: 1,
    });
    expect((await scenario.rejects())[0]).toMatchObject({
      line: 3,
      reason: 'file + recovery is 1 + 0.3, which does not add up to finding, 1.2.',
      field: 'finding',
    });
  });
});
