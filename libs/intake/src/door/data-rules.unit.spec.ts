import { factDefinitions } from '#assay/service-record';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { giveRules } from './data-rules.js';

/** What the door would say about data of a type: every sentence, with the path of the field. */
function faults(type: string, data: object): string[] {
  const { dto } = factDefinitions.get(`${type}.v1`)!;
  giveRules(dto);
  const flat = (errors: readonly ValidationError[], path: string): string[] =>
    errors.flatMap(({ property, constraints = {}, children = [] }) => [
      ...Object.values(constraints).map((sentence) => `${path}${sentence}`),
      ...flat(children, `${path}${property}.`),
    ]);
  return flat(validateSync(plainToInstance(dto, data), { whitelist: true, forbidNonWhitelisted: true }), '');
}

const unit = 'company/A';
const call = { unit, askedForPerson: true, answered: false, waitingSeconds: 0 };
const claim = (changes: object): object => ({ unit, ...changes });

test.each<[string, object]>([
  ['complaint.filed', { unit, note: 'x'.repeat(4_000), line: 'x'.repeat(300), dueAt: '2024-02-29T00:00:00.000Z' }],
  ['complaint.resolved', { findings: Array.from({ length: 1_000 }, () => ({ outcome: 'for' })), recovered: '0' }],
  ['claim.reported', claim({ estimatedAmount: '99999999999.9999' })],
  ['measure.reported', { unit, measure: 'm', period: '2024-W05', value: '-0.5' }],
  ['measure.reported', { unit, measure: 'm', period: '2024', value: '-99999999999.9999' }],
  ['exposure.reported', { unit, period: '2024', premium: '-9999999999999.99', policiesInForce: 1e12 }],
  ['call.received', { ...call, waitingSeconds: 86_400 }],
  ['inspection.held', { unit, items: [] }],
  ['record.corrected', { event: 'e', changes: { anything: 1 }, reason: 'r' }],
])('%s takes what it should', (type, data) => expect(faults(type, data)).toEqual([]));

test.each<[string, object, string[]]>([
  ['complaint.filed', {}, ['unit must be a unit path, such as company/GEICO/province/CT. It must be a text.']],
  [
    'complaint.filed',
    { unit: 'province/B' },
    ['unit must be a unit path, such as company/GEICO/province/CT. "province/B" must begin with a company.'],
  ],
  ['complaint.filed', { unit, extra: 1 }, ['property extra should not exist']],
  ['complaint.filed', { unit, line: null }, ['line must be a text of 1 to 300 characters without blanks at its ends']],
  ['complaint.filed', { unit, line: ' a' }, ['line must be a text of 1 to 300 characters without blanks at its ends']],
  ['complaint.filed', { unit, line: '' }, ['line must be a text of 1 to 300 characters without blanks at its ends']],
  [
    'complaint.filed',
    { unit, note: 'x'.repeat(4_001) },
    ['note must be a text of 1 to 4000 characters without blanks at its ends'],
  ],
  ['complaint.filed', { unit, complexity: 'hard' }, ['complexity must be one of: simple, complex']],
  ...['2024-02-30T00:00:00.000Z', '2024-02-28', '2024-02-28T00:00:00Z', 1709078400000].map(
    (dueAt): [string, object, string[]] => [
      'complaint.filed',
      { unit, dueAt },
      ['dueAt must be an instant in UTC with milliseconds, such as 2024-07-15T09:30:00.000Z'],
    ],
  ),
  ...['1e3', '1,000', '.5', '1.', '01', '+1', ' 1', '1.00000', '100000000000', 'NaN', '-1', 12.5].map(
    (estimatedAmount): [string, object, string[]] => [
      'claim.reported',
      claim({ estimatedAmount }),
      [
        'estimatedAmount must be a decimal in quotes, such as "1234.50": at most 11 digits before the point and 4 after it, not negative',
      ],
    ],
  ),
  ...['1.001', '10000000000000', '--1'].map((premium): [string, object, string[]] => [
    'exposure.reported',
    { unit, period: '2024', premium },
    ['premium must be a decimal in quotes, such as "1234.50": at most 13 digits before the point and 2 after it'],
  ]),
  ['claim.reported', claim({ theft: 'yes' }), ['theft must be true or false']],
  ...[-1, 1.5, 86_401, '5', Number.NaN].map((waitingSeconds): [string, object, string[]] => [
    'call.received',
    { ...call, waitingSeconds },
    ['waitingSeconds must be a whole number from 0 to 86400'],
  ]),
  [
    'exposure.reported',
    { unit, period: '2024-13' },
    [expect.stringMatching(/^period must be a period, such as 2024-Q3\. "2024-13" is no period/) as string],
  ],
  [
    'exposure.reported',
    { unit, period: '2023-07..2024-06' },
    ['period must be a period, such as 2024-Q3. "2023-07..2024-06" is a rolling window: report its parts.'],
  ],
  [
    'complaint.resolved',
    { findings: 'x' },
    ['findings must be a list of at most 1000 objects', expect.any(String) as string],
  ],
  [
    'complaint.resolved',
    { findings: [{ outcome: 'maybe' }] },
    ['findings.0.outcome must be one of: against, for, undecided'],
  ],
  [
    'complaint.resolved',
    { findings: Array.from({ length: 1_001 }, () => ({})) },
    ['findings must be a list of at most 1000 objects'],
  ],
  ['complaint.resolved', { findings: [[]] }, ['findings must be a list of at most 1000 objects']],
  ['complaint.resolved', { findings: [{}, [{}]] }, ['findings must be a list of at most 1000 objects']],
  ['complaint.resolved', { findings: [{ stranger: 1 }] }, ['findings.0.property stranger should not exist']],
  [
    'innovation.recognised',
    { unit, title: 't', points: '1', evidence: ['abc'] },
    ['evidence must be a list of at most 100 SHA-256 digests in lower-case hex'],
  ],
  [
    'record.corrected',
    { event: 'e', changes: {}, reason: 'r' },
    ['changes must be an object with at least one member'],
  ],
  [
    'record.corrected',
    { event: 'e', changes: [1], reason: 'r' },
    ['changes must be an object with at least one member'],
  ],
])('%s refuses case %#', (type, data, sentences) => expect(faults(type, data)).toEqual(sentences));
