import { DeliveryLedger, fact } from '../testing/delivery-ledger.js';
import { Circulars } from './circulars.js';
import { circularCsv } from './circular-csv.js';
import { circularText } from './circular-text.js';

const A = 'company/A/branch/01';
const B = 'company/B';
const item = (name: string, score: string, more: object = {}) => ({ item: name, score, maximum: '10', ...more });

const held = (key: string, time: string, unit: string, data: object, id = `${key}/held`) =>
  fact(`inspection/${key}`, 'inspection.held', time, { unit, items: [], ...data }, { id });

describe('a circular', () => {
  let ledger: DeliveryLedger;
  let circulars: Circulars;
  beforeAll(async () => {
    ledger = await DeliveryLedger.open();
    circulars = new Circulars(ledger.reader, ledger.log);
    await ledger.record(
      fact('company/A', 'company.licensed', '2010-01-01', { name: 'Alpha' }),
      fact(`unit/${A}`, 'unit.placed', '2010-01-01', { name: 'Alpha first branch' }),
      // Position 3: an inspection of the year before, with a finding that comes again.
      held('0', '2023-11-05', A, {
        items: [item('warm-service', '2'), item('business-skill', '9')],
        findings: [{ finding: 'No queue numbers.', code: 'S-1', severity: 'minor' }],
      }),
      held('1', '2024-02-01', A, {
        checklist: 'branch v3',
        inspector: 'head office',
        items: [item('warm-service', '5.5'), item('business-skill', '7', { par: '7.5' })],
        findings: [
          { finding: 'Still no queue numbers.', code: 'S-1', severity: 'minor', rule: '4.2' },
          { finding: 'Sold without the risk notice.', severity: 'critical' },
          { finding: 'Something else.' },
        ],
      }),
      held('2', '2024-03-01', A, {
        items: [item('warm-service', '6'), item('business-skill', '10')],
        findings: [{ finding: 'Again.', code: 'S-1', severity: 'major' }],
      }),
      held('3', '2024-03-05', B, { items: [item('warm-service', '10')] }),
      // Positions 7 and 8: recorded by mistake, and taken back.
      held('4', '2024-03-06', B, { findings: [{ finding: 'A mistake.', severity: 'critical' }] }),
      fact('inspection/4', 'record.voided', '2024-03-07', { reason: 'recorded by mistake' }),
      // Positions 9 and 10: told of another unit and year at first.
      held('5', '2022-01-01', 'company/C', { findings: [{ finding: 'Late.', code: 'X' }] }),
      fact('inspection/5', 'record.corrected', '2024-03-09', {
        event: '5/held',
        changes: { unit: B },
        time: '2024-03-08T00:00:00.000Z',
        reason: 'mistyped',
      }),
      // Position 11: a second opening of the same case, which the door would have refused.
      held('3', '2024-03-20', B, {}, 'again'),
    );
  });
  afterAll(() => ledger.close());

  test('lists units, findings by severity, items below par, and what was found there before', async () => {
    const { summary, units, knownAt } = await circulars.circular({ period: '2024-Q1', knownAt: '6' });
    expect(knownAt).toEqual({ position: 6, recordedAt: '2025-01-01T00:00:01.000Z' });
    expect(summary).toEqual({
      units: 2,
      inspections: 3,
      itemsBelowPar: 2,
      findings: 4,
      bySeverity: { critical: 1, major: 1, minor: 1, unstated: 1 },
      repeatFindings: 2,
    });
    expect(units.map(({ unit, name }) => [unit, name])).toEqual([
      [A, 'Alpha first branch'],
      [B, 'B'],
    ]);
    const [alpha, beta] = units;
    expect(
      alpha!.findings.map(({ severity, code, inspection, repeat }) => [severity, code, inspection, repeat]),
    ).toEqual([
      ['critical', null, 'inspection/1', null],
      [
        'major',
        'S-1',
        'inspection/2',
        { inspection: 'inspection/1', heldAt: '2024-02-01T00:00:00.000Z', heldOn: '2024-02-01', times: 2 },
      ],
      [
        'minor',
        'S-1',
        'inspection/1',
        { inspection: 'inspection/0', heldAt: '2023-11-05T00:00:00.000Z', heldOn: '2023-11-05', times: 1 },
      ],
      [null, null, 'inspection/1', null],
    ]);
    expect(alpha!.belowPar.map(({ item: name, score, par, repeat }) => [name, score, par, repeat?.times])).toEqual([
      ['warm-service', '5.5', '6', 1],
      ['business-skill', '7', '7.5', undefined],
    ]);
    expect(alpha!.inspections[0]).toMatchObject({ score: '12.5', maximum: '20', checklist: 'branch v3' });
    expect(beta).toMatchObject({ findings: [], belowPar: [] });
  });

  test('counts corrections and voidings, from the position on at which they are known', async () => {
    const before = await circulars.circular({ period: '2024-03', unit: B, knownAt: '7' });
    expect(before.units[0]!.findings.map(({ finding }) => finding)).toEqual(['A mistake.']);
    const voided = await circulars.circular({ period: '2024-03', unit: B, knownAt: '9' });
    expect(voided.units[0]!.findings).toEqual([]);
    const corrected = await circulars.circular({ period: '2024-03', unit: B, knownAt: '10' });
    expect(corrected.units[0]!.findings).toMatchObject([{ inspection: 'inspection/5', finding: 'Late.' }]);
  });

  test('puts an inspection on the day of the clock that it is asked by', async () => {
    const at = (utcOffset?: string) => circulars.circular({ period: '2024-02', unit: A, utcOffset });
    expect((await at()).units[0]!.inspections).toMatchObject([{ inspection: 'inspection/1', heldOn: '2024-02-01' }]);
    expect((await at('-05:00')).units[0]!.inspections).toMatchObject([
      { inspection: 'inspection/2', heldAt: '2024-03-01T00:00:00.000Z', heldOn: '2024-02-29' },
    ]);
    await expect(at('Beijing')).rejects.toThrow('utcOffset is "Beijing": write how far the clock is from UTC');
  });

  test('tells which inspections cannot be told, and why', async () => {
    const { broken } = await circulars.circular({ period: '2024', unit: A });
    expect(broken).toEqual([
      { inspection: 'inspection/3', reason: expect.stringContaining('cannot be held again') as string },
    ]);
  });

  test('the par of items without one is the issuer’s to set', async () => {
    const strict = await circulars.circular({ period: '2024-03', unit: A, par: '0.75' });
    expect(strict.units[0]!.belowPar).toMatchObject([{ item: 'warm-service', score: '6', par: '7.5' }]);
    await expect(circulars.circular({ period: '2024', par: '60%' })).rejects.toThrow('par is "60%": write a share');
  });

  test.each(['99', '2024-02-30', 'yesterday'])('knownAt %s is refused', async (knownAt) => {
    await expect(circulars.circular({ period: '2024', knownAt })).rejects.toThrow();
  });

  test('is a letter in three languages', async () => {
    const circular = await circulars.circular({ period: '2024-Q1', knownAt: '6' });
    expect(circularText(circular, 'en')).toBe(`CIRCULAR ON SERVICE INSPECTIONS, 2024-Q1

Inspections held from 2024-01-01 to 2024-03-31 (UTC+00:00).
As known at position 6, recorded 2025-01-01 00:00 UTC.
Figures from urn:test.

2 units were inspected in 3 inspections. 2 items were below par. There were 4 findings (1 critical, 1 major, 1 minor, 1 without severity); 2 of them are repeat findings.

1. Alpha › Alpha first branch (company/A/branch/01)
   Inspected on 2024-02-01 (inspection/1): 12.5 of 20 points. Checklist: branch v3. Inspector: head office.
   Inspected on 2024-03-01 (inspection/2): 16 of 20 points.
   Findings:
   - [critical] Sold without the risk notice. (found on 2024-02-01)
   - [major] Again. (code S-1; found on 2024-03-01; REPEATED: last found on 2024-02-01 (inspection/1), 2× before)
   - [minor] Still no queue numbers. (code S-1; rule 4.2; found on 2024-02-01; REPEATED: last found on 2023-11-05 (inspection/0), 1× before)
   - [no severity] Something else. (found on 2024-02-01)
   Items below par:
   - warm-service: 5.5 points, par is 6 (found on 2024-02-01; REPEATED: last found on 2023-11-05 (inspection/0), 1× before)
   - business-skill: 7 points, par is 7.5 (found on 2024-02-01)

2. B (company/B)
   Inspected on 2024-03-05 (inspection/3): 10 of 10 points.
   Nothing to put right.
`);
    expect(circularText(circular, 'zh-Hans')).toContain('其中重复发生 2 个');
    expect(circularText(circular, 'zh-Hant')).toContain('重複發生：上次發現於 2024-02-01（inspection/1），此前共 2 次');
  });

  test('is a table with a line for each inspection, finding and item below par', async () => {
    const circular = await circulars.circular({ period: '2024-Q1', knownAt: '6' });
    const lines = circularCsv(circular).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 3 + 4 + 2);
    expect(lines[0]).toMatch(/^unit,name,entry,inspection,heldAt,heldOn,severity,code,/);
    expect(lines[4]).toMatch(/^company\/A\/branch\/01,Alpha first branch,finding,inspection\/2,.*,major,S-1,/);
  });
});
