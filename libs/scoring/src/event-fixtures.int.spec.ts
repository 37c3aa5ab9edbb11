/**
 * Events of every type and version ever written, scored under the rulebooks of today: old events under new code give the
 * same scores. The events are those of the service record (`fixtures/events.v1.ndjson`); what each case contributes is in
 * `fixtures/contributions.v1.json`, and the scores stand here. A figure that changes without a new version of its rulebook is a defect.
 */
import { readFileSync } from 'node:fs';

import { type Fact, factDefinitions, fold, formatPeriod, readFact } from '#assay/service-record';

import { amountText } from './reading/amount-text.js';
import { replay } from './replay/replay.js';
import { SchemeLibrary } from './scheme-library.js';
import { TestLedger } from './testing/test-ledger.js';

const fixture = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const lines = fixture('../../service-record/fixtures/events.v1.ndjson').trimEnd().split('\n');

/** By case and rulebook: unit, period, measure, side, amount. */
const expected = JSON.parse(fixture('../fixtures/contributions.v1.json')) as Readonly<
  Record<string, Readonly<Record<string, readonly string[]>>>
>;

/** Kinds that describe units and rulebooks: no shipped scheme counts them. */
const UNCOUNTED = ['company', 'unit', 'rulebook'];

test('every kind of case of the vocabulary contributes somewhere, or describes what contributes', () => {
  const kinds = new Set([...factDefinitions.values()].flatMap(({ caseKind }) => caseKind ?? []));
  const counted = new Set(Object.keys(expected).map((subject) => subject.slice(0, subject.indexOf('/'))));
  expect([...kinds].filter((kind) => !counted.has(kind) && !UNCOUNTED.includes(kind))).toEqual([]);
});

test('every case still contributes the same, under every shipped rulebook', async () => {
  const { schemes } = await SchemeLibrary.load();
  const found: Record<string, Record<string, string[]>> = {};
  for (const [subject, facts] of Map.groupBy(lines.map(readFact), ({ subject }) => subject)) {
    const state = fold(facts);
    for (const scheme of schemes.filter(({ caseKinds }) => caseKinds.has(state.kind))) {
      const rows = [...scheme.contributions(state)].map(({ unit, period, slot, amount }) => {
        const { measure = 0, side = '', scale = 0 } = scheme.slots[slot] ?? {};
        return [unit, formatPeriod(period), scheme.measureIds[measure], side, amountText(amount, scale)].join(' ');
      });
      if (rows.length > 0) (found[subject] ??= {})[`${scheme.id}@${scheme.version}`] = rows;
    }
  }
  expect(found).toEqual(expected);
});

describe('recorded one after another in a ledger', () => {
  let ledger: TestLedger;
  beforeAll(async () => {
    ledger = await TestLedger.open();
    await ledger.append(
      lines.map((body) => {
        const { subject: stream, id, type } = JSON.parse(body) as Fact;
        return { stream, id, type, body };
      }),
    );
    await ledger.keepScores(7);
  });
  afterAll(() => ledger.close());

  test('they can all be taken in, and equal a replay', async () => {
    expect(await ledger.store.parked()).toEqual([]);
    expect(await replay(ledger)).toMatchObject({ isEqual: true, events: lines.length, broken: [] });
  });

  test.each([
    ['cn-2015-life@1', 'company/A', 1, '100.00', 'AAA'],
    ['cn-2015-life@1', 'company/GEICO Indemnity Company', 1, '100.00', 'AAA'],
    ['cn-2015-life@1', 'company/PICC', null, null, null],
    ['cn-2015-property@1', 'company/A', 1, '100.00', 'AAA'],
    ['cn-2015-property@1', 'company/PICC', 3, '98.66', 'AAA'],
    ['complaint-outcomes@1', 'company/A', null, null, null],
    ['internal-service@1', 'company/A', 1, '100.00', null],
    ['internal-service@1', 'company/PICC', 2, '76.61', null],
    ['internal-service@1', 'company/GEICO Indemnity Company', 3, '66.67', null],
    ['service-promise@1', 'company/GEICO Indemnity Company', 1, '100.00', null],
    ['service-promise@1', 'company/PICC', 2, '88.24', null],
    ['service-promise@1', 'company/A', 3, '66.67', null],
  ])('under %s, %s has rank %s, score %s and grade %s in 2024', async (scheme, unit, rank, score, grade) => {
    const { rows } = await ledger.boards.board({ scheme, period: '2024' });
    expect(rows.find((row) => row.unit === unit)).toMatchObject({ rank, score, grade });
  });

  test.each([
    // Opened on 2 January, decided (by the correction) on 10 February; 1205.75 came back, not 1250.75.
    ['complaint-outcomes@1', 'company/GEICO Indemnity Company', { 'mean-days': '39', recovered: '1205.75' }],
    ['complaint-outcomes@1', 'company/A', { 'mean-days': '7', 'against-share': '0' }],
    // Reported on 1 March, paid first on the 8th; asked for at noon on the 1st, closed on the 10th.
    ['cn-2015-property@1', 'company/PICC', { 'report-to-payment-days': '7', 'claim-success-rate': '1' }],
    [
      'cn-2015-life@1',
      'company/PICC',
      { 'claim-service-days': '9', 'days-without-agent': '2', 'renewals-in-time': '1' },
    ],
    ['internal-service@1', 'company/PICC', { 'claim-registration-hours': '16', 'call-waiting': '18', mark: '9' }],
  ])('under %s, %s has the values %j, which anybody can count', async (scheme, unit, values) => {
    const { rows } = await ledger.boards.board({ scheme, period: '2024' });
    const { measures = {} } = rows.find((row) => row.unit === unit) ?? {};
    for (const [measure, value] of Object.entries(values))
      expect([measure, measures[measure]?.value]).toEqual([measure, value]);
  });
});
