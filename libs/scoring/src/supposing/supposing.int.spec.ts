import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Fact } from '#assay/service-record';

import { schemeOf } from '../read-scheme.js';
import { SchemeLibrary } from '../scheme-library.js';
import { complaint, fact, licensed } from '../testing/facts.js';
import { TestLedger } from '../testing/test-ledger.js';

const [A, B, C] = ['company/A', 'company/B', 'company/C/province/X'] as const;
const QUESTION = { scheme: 'complaint-outcomes', period: '2024' };

async function ledgerOf(facts: readonly Fact[], library?: SchemeLibrary): Promise<TestLedger> {
  const ledger = await TestLedger.open(library && { library });
  await ledger.record(...facts);
  await ledger.keepScores();
  return ledger;
}

/** `unit name cases against`, by unit. */
function figures({ rows }: Awaited<ReturnType<TestLedger['boards']['board']>>): string[] {
  return rows
    .map(
      ({ unit, name, measures }) =>
        `${unit} ${name} ${measures['cases']!.numerator} ${measures['against-share']!.numerator}`,
    )
    .sort();
}

const one = complaint('one');
const story = [
  licensed(A, 'Old House', '2010-01-01'),
  fact(A, 'company.renamed', '2024-02-01', { name: 'New House' }, 'renamed'),
  one.filed('2024-03-01', A),
  one.resolved('2024-04-01', 'against', '10'),
  one.corrected('2024-04-05', 'one/resolved', { outcome: 'for' }),
  { ...one.reopened('2024-05-01'), id: 'one/reopened' },
  one.resolved('2024-06-01', 'against', '5', 'one/again'),
];

describe('what falls with an event', () => {
  let ledger: TestLedger;
  beforeAll(async () => {
    ledger = await ledgerOf(story);
  });
  afterAll(() => ledger.close());

  test('a correction falls with what it corrects, and a reopening with what it reopens; what fits stays', async () => {
    const board = await ledger.suppositions.board({ ...QUESTION, withoutEvent: ['one/resolved'] });
    expect(figures(board)).toEqual([`${A} New House 1 1`]);
    expect(board.consequences.map(({ event, sentence }) => [event?.type, sentence])).toEqual([
      ['record.corrected.v1', expect.stringContaining('has no event "one/resolved"')],
      ['complaint.reopened.v1', expect.stringContaining('cannot be reopened')],
    ]);
    expect(board.consequenceCount).toBe(2);
  });

  test('without a correction holds what was first told', async () => {
    const april = { ...QUESTION, knownAt: '5' };
    expect(figures(await ledger.boards.board(april))).toEqual([`${A} New House 1 0`]);
    expect(figures(await ledger.suppositions.board({ ...april, withoutEvent: ['5'] }))).toEqual([`${A} New House 1 1`]);
  });

  test('a company has its earlier name without the change of it, and none without its own case', async () => {
    expect(figures(await ledger.suppositions.board({ ...QUESTION, withoutEvent: ['renamed'] }))).toEqual([
      `${A} Old House 1 1`,
    ]);
    const without = await ledger.suppositions.board({ ...QUESTION, withoutCase: [A] });
    expect(figures(without)).toEqual([`${A} A 1 1`]);
    expect(without.changes).toEqual([]);
  });

  test('an id that several cases use is named with all of them', async () => {
    const { filed } = complaint('two');
    const twice = await ledgerOf([...story, { ...filed('2024-07-01', B), id: 'one/filed' }]);
    await expect(twice.suppositions.board({ ...QUESTION, withoutEvent: ['one/filed'] })).rejects.toThrow(
      '2 events have the id "one/filed": 3 of complaint/one, 8 of complaint/two. Name one by its position, or as CASE#ID.',
    );
    const board = await twice.suppositions.board({ ...QUESTION, withoutEvent: ['complaint/two#one/filed'] });
    expect(board.suppositions).toMatchObject([{ kind: 'without-event', what: 'complaint/two#one/filed' }]);
    await twice.close();
  });
});

test('pages of a board belong to one supposition', async () => {
  const others = ['D', 'E', 'F'].flatMap((name) => {
    const { filed, resolved } = complaint(name);
    return [filed('2024-03-01', `company/${name}`), resolved('2024-04-01', 'for')];
  });
  const ledger = await ledgerOf([...story, ...others]);
  const question = { ...QUESTION, withoutCase: ['complaint/E'] };
  const units: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await ledger.suppositions.board({ ...question, limit: 2, cursor });
    expect(page.changes).toMatchObject([{ unit: 'company/E', state: { from: 'too-few', to: null } }]);
    units.push(...page.rows.map(({ unit }) => unit));
    cursor = page.nextCursor ?? undefined;
    const other = { ...QUESTION, withoutCase: ['complaint/F'], limit: 2, cursor };
    if (cursor !== undefined)
      await expect(ledger.suppositions.board(other)).rejects.toThrow('The cursor does not belong');
  } while (cursor !== undefined);
  expect(units.sort()).toEqual([A, 'company/D', 'company/F']);
  const explained = { ...QUESTION, unit: 'company/E', withoutCase: ['complaint/E'] };
  expect(await ledger.suppositions.explanation(explained)).toMatchObject({
    state: 'no-data',
    actual: { state: 'too-few' },
  });
  await ledger.close();
});

test('a unit may only come to light when an event is left out', async () => {
  const { filed, transferred, resolved } = complaint('moved');
  const late = { ...transferred('2024-03-03', C), id: 'late' };
  const facts = [
    filed('2024-03-01', A),
    { ...transferred('2024-03-05', B), id: 'last' },
    late,
    resolved('2024-04-01', 'for'),
  ];
  const ledger = await ledgerOf(facts);
  expect(figures(await ledger.boards.board(QUESTION))).toEqual([`${B} B 1 0`]);
  for (const unitLevel of ['company', 'province'] as const) {
    const supposed = await ledger.suppositions.board({ ...QUESTION, unitLevel, withoutEvent: ['last'] });
    expect(figures(supposed)).toEqual([unitLevel === 'company' ? 'company/C C 1 0' : `${C} X 1 0`]);
    const again = await ledger.suppositions.board({
      ...{ ...QUESTION, unitLevel, withoutEvent: ['last'] },
      set: ['/measures/1/numerator/on=filedAt'],
    });
    expect(again.rows.map(({ unit }) => unit)).toEqual(supposed.rows.map(({ unit }) => unit));
  }
  await ledger.close();
});

describe('a company that an event parked', () => {
  const { filed, transferred, resolved } = complaint('poisoned');
  const poison = { ...resolved('2024-03-05', 'for'), id: 'poison' };
  const after = complaint('after');
  const facts = [
    ...[filed('2024-03-01', A), resolved('2024-03-02', 'against'), poison],
    ...[after.filed('2024-05-01', A), after.resolved('2024-06-01', 'against')],
  ];

  test('is not parked without it, and what came after it counts', async () => {
    const ledger = await ledgerOf(facts);
    const supposed = await ledger.suppositions.board({ ...QUESTION, withoutEvent: ['poison'] });
    expect(supposed.actual.rows[0]!.state).toBe('incomplete since position 3');
    expect(supposed.parked).toEqual([]);
    const never = await ledgerOf(facts.filter(({ id }) => id !== 'poison'));
    expect(supposed.rows).toEqual((await never.boards.board(QUESTION)).rows);
    expect(supposed.changes).toMatchObject([
      { unit: A, state: { from: 'incomplete since position 3', to: 'too-few' } },
    ]);
    await Promise.all([ledger.close(), never.close()]);
  });

  test('is not parked where the event can be taken in without another', async () => {
    const ledger = await ledgerOf(facts);
    const supposed = await ledger.suppositions.board({ ...QUESTION, withoutEvent: ['poisoned/resolved'] });
    expect(supposed.parked).toEqual([]);
    const never = await ledgerOf(facts.filter(({ id }) => id !== 'poisoned/resolved'));
    expect(supposed.rows).toEqual((await never.boards.board(QUESTION)).rows);
    await Promise.all([ledger.close(), never.close()]);
  });

  test('is parked by the next that cannot be taken in', async () => {
    const more = complaint('more');
    const ledger = await ledgerOf([
      ...facts,
      { ...after.resolved('2024-06-02', 'for'), id: 'poison-too' },
      more.filed('2024-07-01', A),
      more.resolved('2024-08-01', 'against'),
    ]);
    const supposed = await ledger.suppositions.board({ ...QUESTION, withoutEvent: ['poison'] });
    expect(supposed.parked).toMatchObject([{ unit: A, since: 6 }]);
    expect(figures(supposed)).toEqual([`${A} A 2 2`]);
    await ledger.close();
  });

  test('counts what has left it since then', async () => {
    const away = complaint('away');
    const moved = [
      away.filed('2024-02-01', A),
      ...facts,
      ...[{ ...away.transferred('2024-06-03', B), id: 'away' }, away.resolved('2024-06-05', 'for')],
    ];
    const ledger = await ledgerOf(moved);
    const supposed = await ledger.suppositions.board({ ...QUESTION, withoutEvent: ['poison'] });
    const never = await ledgerOf(moved.filter(({ id }) => id !== 'poison'));
    expect(supposed.rows).toEqual((await never.boards.board(QUESTION)).rows);
    await Promise.all([ledger.close(), never.close()]);
  });

  test('is another one where the case would have been there', async () => {
    const moved = [
      ...[filed('2024-03-01', A), { ...transferred('2024-03-02', B), id: 'moved' }, resolved('2024-03-03', 'against')],
      ...[complaint('a').filed('2024-03-04', A), complaint('b').filed('2024-03-04', B), poison],
      ...[complaint('a').resolved('2024-04-01', 'for'), complaint('b').resolved('2024-04-02', 'against')],
      ...[complaint('a2').filed('2024-04-03', A), complaint('a2').resolved('2024-04-04', 'for')],
    ];
    const ledger = await ledgerOf(moved);
    expect((await ledger.boards.board(QUESTION)).parked).toMatchObject([{ unit: B, since: 6 }]);
    const supposed = await ledger.suppositions.board({ ...QUESTION, withoutEvent: ['moved'] });
    const never = await ledgerOf(moved.filter(({ id }) => id !== 'moved'));
    const expected = await never.boards.board(QUESTION);
    expect(supposed.parked.map(({ unit }) => unit)).toEqual(expected.parked.map(({ unit }) => unit));
    const figuresOf = (board: typeof expected) => board.rows.map(({ unit, measures }) => ({ unit, measures }));
    expect(figuresOf(supposed)).toEqual(figuresOf(expected));
    await Promise.all([ledger.close(), never.close()]);
  });
});

test('another version of the scheme scores by its own rules', async () => {
  const shipped = await SchemeLibrary.load();
  const { document } = shipped.get('complaint-outcomes').scheme;
  const first = { 'minimum-decided': { doc: 'Few say little.', default: 1 } };
  const library = new SchemeLibrary([
    schemeOf(document),
    schemeOf({ ...document, version: 2, parameters: first }),
    schemeOf({ ...document, version: 3 }),
  ]);
  const ledger = await ledgerOf(story, library);
  const supposed = await ledger.suppositions.board({ ...QUESTION, schemeVersion: 2 });
  expect(supposed.rows).toEqual((await ledger.boards.board({ ...QUESTION, scheme: 'complaint-outcomes@2' })).rows);
  expect([supposed.version, supposed.actual.version]).toEqual([2, 3]);
  await expect(ledger.suppositions.board({ ...QUESTION, schemeVersion: 4 })).rejects.toThrow(
    'There is no scheme "complaint-outcomes@4"; it has version 1, 2, 3.',
  );
  expect(supposed.changes).toMatchObject([{ unit: A, rank: { from: null, to: 1 } }]);
  expect(supposed.suppositions).toMatchObject([
    { text: 'Under version 2 of complaint-outcomes, in the place of version 3.' },
  ]);
  await ledger.close();
});

test('what a question that was killed while it counted has left is taken away by the next', async () => {
  const ledger = await ledgerOf(story);
  const { pid: ended } = spawnSync(process.execPath, ['--version']);
  const left = await mkdtemp(join(tmpdir(), `assay-supposing-${ended}-`));
  const running = await mkdtemp(join(tmpdir(), `assay-supposing-${process.ppid}-`));
  await ledger.suppositions.board({ ...QUESTION, set: ['/measures/1/numerator/on=filedAt'] });
  expect([existsSync(left), existsSync(running)]).toEqual([false, true]);
  await rm(running, { recursive: true });
  await ledger.close();
});

test.each([
  ['/id=other', 'stay what they are'],
  ['/version=7', 'stay what they are'],
  ['minimum-decided=3 minimum-decided=4', 'minimum-decided is set to 3 and to 4: set it once.'],
  ['=4', 'write PATH=VALUE'],
  ['__proto__=4', 'has no parameter __proto__'],
  ['minimum-decided=3 /parameters/minimum-decided/default=4', 'set the same: set it once.'],
])('what cannot be set is refused: %s', async (set, sentence) => {
  const ledger = await ledgerOf(story);
  await expect(ledger.suppositions.board({ ...QUESTION, set: set.split(' ') })).rejects.toThrow(sentence);
  await ledger.close();
});
