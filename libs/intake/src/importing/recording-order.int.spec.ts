/** In which order the events of a table are recorded, which is while its rows are still being mapped. */
import fc from 'fast-check';
import { findingRows, findings, ImportScenario } from '../testing/import-scenario.js';

let scenario: ImportScenario;
beforeEach(async () => (scenario = await ImportScenario.open()));
afterEach(() => scenario.close());

interface Told {
  readonly id: string;
  readonly subject: string;
  readonly time: string;
}

const told = async (): Promise<Told[]> => (await scenario.bodies()).map((body) => JSON.parse(body) as Told);
const day = (number: number): string => new Date(Date.UTC(2020, 0, 1 + number)).toISOString().slice(0, 10);
const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A register of so many cases, several times as many as are mapped at once; some stay open for long, and two thirds have two rows. */
const registers = fc
  .array(fc.record({ opened: fc.nat(60), open: fc.constantFrom(0, 1, 30, 900), closed: fc.boolean() }), {
    minLength: 400,
    maxLength: 700,
  })
  .map((cases) =>
    cases.flatMap(({ opened, open, closed }, index) => {
      const ends = closed ? [day(opened + open), 'Settled', '5'] : ['', '', ''];
      const row = [index, `C${index % 7}`, day(opened), ...ends].join(',');
      return index % 3 === 0 ? [row] : [row, row.replace('Settled', 'Substantiated')];
    }),
  );

describe('events are recorded', () => {
  test('in order of time, of one moment by key and as the mapping tells them, wherever the rows stand', async () => {
    const shuffled = registers.chain((lines) => fc.shuffledSubarray(lines, { minLength: lines.length }));
    await fc.assert(
      // However many cases are remembered: those that must be read again come in their turn, too.
      fc.asyncProperty(shuffled, fc.constantFrom(10, 15_000), async (lines, cachedCases) => {
        scenario.beginAnew({ cachedCases });
        const { events, accepted, duplicate, read } = await scenario.run(findingRows(...lines));
        const recorded = await told();
        const key = ({ subject }: Told): string => JSON.stringify(subject.split('/').slice(2));
        const sorted = [...recorded].sort(
          (a, b) => inOrder(a.time, b.time) || inOrder(key(a), key(b)) || inOrder(a.id, b.id),
        );
        expect(recorded.map(({ id }) => id)).toEqual(sorted.map(({ id }) => id));
        expect(recorded).toHaveLength(events);
        expect(accepted + duplicate).toBe(read);
      }),
      { numRuns: 6 },
    );
  });

  test('case by case where that is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(registers, async (lines) => {
        scenario.beginAnew();
        await scenario.run(findingRows(...lines), { order: 'case' });
        const subjects = (await told()).map(({ subject }) => subject);
        expect(subjects).toEqual([...subjects].sort(inOrder));
      }),
      { numRuns: 3 },
    );
  });

  test('of a case that is refused none, though what came before it in time is recorded already', async () => {
    const good = Array.from({ length: 1_000 }, (_, index) => `${index},A,${day(index)},${day(index + 3)},Settled,1`);
    const bad = [`9999,B,${day(990)},${day(991)},Settled,1`, `9999,B,${day(990)},${day(991)},Guessed,1`];
    expect(await scenario.run(findingRows(...bad, ...good))).toMatchObject({
      accepted: 1_000,
      refused: 2,
      events: 2_000,
    });
    expect((await told()).filter(({ subject }) => subject.includes('9999'))).toEqual([]);
    expect((await scenario.rejects()).map(({ line, row }) => [line, row])).toEqual(
      bad.map((row, index) => [index + 2, row]),
    );
  });
});

describe('a case that follows a value', () => {
  const named = {
    ...findings,
    rows: { key: ['file', 'company'], repeated: 'refuse' },
    cases: [
      {
        kind: 'company',
        key: '{company}',
        follow: { order: 'opened', value: 'finding' },
        events: [
          { type: 'company.licensed.v1', on: 'first', id: 'licensed', time: 'opened', data: { name: 'finding' } },
          { type: 'company.renamed.v1', on: 'change', id: 'renamed/{file}', time: 'opened', data: { name: 'finding' } },
        ],
      },
      findings.cases[0],
    ],
  };
  const rowsOf = (name: (index: number) => string): string =>
    findingRows(...Array.from({ length: 600 }, (_, index) => `${index},A,${day(index)},,${name(index)},`));

  test('has its changes recorded among the events of other cases, in order of time', async () => {
    const summary = await scenario.run(
      rowsOf((index) => `Name ${Math.floor(index / 200)}`),
      { mapping: named },
    );
    expect(summary).toMatchObject({ read: 600, accepted: 600, events: 603, cases: 601 });
    const recorded = await told();
    expect(recorded.map(({ time }) => time)).toEqual(recorded.map(({ time }) => time).sort(inOrder));
    expect(recorded.flatMap(({ id }, index) => (id.startsWith('renamed') ? [[id, index]] : []))).toEqual([
      ['renamed/200', 202],
      ['renamed/400', 403],
    ]);
  });

  test('has a row refused whose change the door does not take', async () => {
    const text = rowsOf((index) => (index < 400 ? 'A' : 'A'.repeat(2_000)));
    expect(await scenario.run(text, { mapping: named })).toMatchObject({ read: 600, accepted: 599, refused: 1 });
    expect((await scenario.rejects()).map(({ line, field }) => [line, field])).toEqual([[402, '/data/name']]);
  });
});
