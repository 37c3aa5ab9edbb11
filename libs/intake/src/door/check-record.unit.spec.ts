import type { Refusal } from '../record-events.js';
import { checkRecord, type CheckedRecord, DEFAULT_DOOR_LIMITS, isRefusal } from './check-record.js';

const NOW = Date.parse('2026-01-15T12:00:00.000Z');
const filed = {
  specversion: '1.0',
  id: 'c1/filed',
  source: 'urn:test:door',
  type: 'complaint.filed.v1',
  subject: 'complaint/door/c1',
  time: '2026-01-10T00:00:00.000Z',
  data: { unit: 'company/A', line: 'auto' },
};

function refusalOf(value: unknown): Refusal {
  const outcome = checkRecord(value, NOW);
  if (!isRefusal(outcome)) throw new Error(`expected a refusal, got ${outcome.body}`);
  return outcome;
}

function acceptedOf(value: unknown): CheckedRecord {
  const outcome = checkRecord(value, NOW);
  if (isRefusal(outcome)) throw new Error(`expected to be taken: ${outcome.detail}`);
  return outcome;
}

const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

describe('what passes the door', () => {
  test('an event is kept as its canonical bytes', () => {
    expect(acceptedOf(filed).body).toBe(
      '{"data":{"line":"auto","unit":"company/A"},"id":"c1/filed","source":"urn:test:door","specversion":"1.0",' +
        '"subject":"complaint/door/c1","time":"2026-01-10T00:00:00.000Z","type":"complaint.filed.v1"}',
    );
  });

  test('a time with an offset is kept as the same instant in UTC', () => {
    const { fact, body } = acceptedOf({ ...filed, time: '2026-01-10T08:30:00+08:00' });
    expect(fact.time).toBe('2026-01-10T00:30:00.000Z');
    expect(body).toBe(acceptedOf({ ...filed, time: '2026-01-10T00:30:00.000Z' }).body);
  });

  test('extensions are kept, and what CloudEvents calls unset is left out', () => {
    const { fact } = acceptedOf({
      ...filed,
      simulated: true,
      code: 'x',
      traceparent: null,
      datacontenttype: 'application/json',
    });
    expect(fact).toMatchObject({ simulated: true, code: 'x' });
    expect(fact).not.toHaveProperty('traceparent');
    expect(fact).not.toHaveProperty('datacontenttype');
  });

  test('a clock that is a little ahead is forgiven', () => {
    expect(acceptedOf({ ...filed, time: '2026-01-15T12:05:00.000Z' }).fact.time).toBe('2026-01-15T12:05:00.000Z');
  });
});

describe('what does not, and the sentence it is told', () => {
  test.each<[string, unknown, Partial<Refusal>]>([
    [
      'a list',
      [filed],
      { code: 'not-json', detail: 'A record is one JSON object, a CloudEvents 1.0 event.', value: 'a list of 1' },
    ],
    ['a text', 'hello', { code: 'not-json', value: '"hello"' }],
    ['nothing', null, { code: 'not-json', value: 'null' }],
    [
      'no id',
      { ...filed, id: undefined },
      {
        code: 'invalid',
        field: '/id',
        detail:
          '/id is missing from the event: id must be a text of 1 to 600 characters, without control characters and without blanks at its ends.',
      },
    ],
    [
      'another version of CloudEvents',
      { ...filed, specversion: '0.3' },
      {
        code: 'invalid',
        field: '/specversion',
        value: '"0.3"',
        detail: '/specversion of the event is wrong: specversion must be "1.0".',
      },
    ],
    ['an id of blanks', { ...filed, id: '  ' }, { code: 'invalid', field: '/id' }],
    ['a control character in the id', { ...filed, id: 'a\u0000b' }, { code: 'invalid', field: '/id' }],
    [
      'a source that is no URI',
      { ...filed, source: 'my register' },
      { code: 'invalid', field: '/source', value: '"my register"' },
    ],
    ['a subject without a key', { ...filed, subject: 'complaint/' }, { code: 'invalid', field: '/subject' }],
    [
      'a subject of another kind',
      { ...filed, subject: 'claim/1' },
      {
        code: 'invalid',
        field: '/subject',
        detail: 'complaint.filed.v1 is a fact of a complaint, but /subject names a claim: write complaint/<key>.',
      },
    ],
    [
      'an unknown type',
      { ...filed, type: 'complaint.sung.v1' },
      {
        code: 'unknown-type',
        field: '/type',
        detail:
          'There is no event type "complaint.sung.v1". docs/events.md lists the types; each ends in its version, such as complaint.filed.v1.',
      },
    ],
    [
      'an unknown version',
      { ...filed, type: 'complaint.filed.v7' },
      { code: 'unknown-type', detail: 'There is no event type "complaint.filed.v7". Known: complaint.filed.v1.' },
    ],
    [
      'a time without an offset',
      { ...filed, time: '2026-01-10T00:00:00' },
      {
        code: 'invalid',
        field: '/time',
        detail:
          '/time: "2026-01-10T00:00:00" is not an RFC 3339 instant with an offset, such as 2024-07-15T09:30:00.000Z.',
      },
    ],
    ['a day that does not exist', { ...filed, time: '2026-02-30T00:00:00.000Z' }, { code: 'invalid', field: '/time' }],
    [
      'the future',
      { ...filed, time: '2026-01-15T12:05:00.001Z' },
      {
        code: 'in-the-future',
        field: '/time',
        detail: '/time lies in the future: it is 2026-01-15T12:00:00.000Z now. Only what has happened is recorded.',
      },
    ],
    ['data that is a list', { ...filed, data: [] }, { code: 'invalid', field: '/data', value: 'a list of 0' }],
    [
      'data as Base64',
      { ...filed, data_base64: 'AA==' },
      { code: 'invalid', field: '/data_base64', detail: '/data_base64 is not taken: data is a JSON object in /data.' },
    ],
    ['an attribute in capitals', { ...filed, traceParent: 'x' }, { code: 'invalid', field: '/traceParent' }],
    [
      'an extension that is an object',
      { ...filed, trace: { id: 1 } },
      { code: 'invalid', field: '/trace', value: 'an object with the members id' },
    ],
    [
      'an unknown field',
      { ...filed, data: { unit: 'company/A', unti: 'x' } },
      {
        code: 'invalid',
        field: '/data/unti',
        value: '"x"',
        detail:
          '/data/unti is no field of complaint.filed.v1; it has channel, complexity, dueAt, line, note, reason, unit.',
      },
    ],
    [
      'a missing field',
      { ...filed, data: {} },
      {
        code: 'invalid',
        field: '/data/unit',
        detail: expect.stringMatching(/^\/data\/unit is missing from complaint\.filed\.v1: unit must be a unit path/),
      },
    ],
    [
      'a field of the wrong type',
      { ...filed, data: { unit: 'company/A', line: 7 } },
      {
        code: 'invalid',
        field: '/data/line',
        value: '7',
        detail:
          '/data/line of complaint.filed.v1 is wrong: line must be a text of 1 to 300 characters without blanks at its ends.',
      },
    ],
    [
      'a wrong field deep inside',
      {
        ...filed,
        type: 'complaint.resolved.v1',
        data: { findings: [{ disposition: 'Claim Settled' }, { outcome: 'perhaps' }] },
      },
      {
        code: 'invalid',
        field: '/data/findings/1/outcome',
        value: '"perhaps"',
        detail:
          '/data/findings/1/outcome of complaint.resolved.v1 is wrong: outcome must be one of: against, for, undecided.',
      },
    ],
    [
      'a list where an object belongs',
      { ...filed, type: 'complaint.resolved.v1', data: { findings: [[]] } },
      {
        code: 'invalid',
        field: '/data/findings',
        detail: '/data/findings of complaint.resolved.v1 is wrong: findings must be a list of at most 1000 objects.',
      },
    ],
    [
      'a binary fraction',
      { ...filed, type: 'complaint.resolved.v1', data: { recovered: 12.5 } },
      {
        code: 'not-canonical',
        field: '/data/recovered',
        detail: '/data/recovered is 12.5: numbers are integers within ±(2^53 − 1); write decimals as strings.',
      },
    ],
    [
      'a lone surrogate',
      { ...filed, data: { unit: 'company/A', note: 'broken \ud800' } },
      {
        code: 'not-canonical',
        field: '/data/note',
        detail: '/data/note holds a lone surrogate, which is not valid Unicode.',
      },
    ],
    [
      'a bomb of nested lists',
      { ...filed, data: { unit: 'company/A', note: nested(100_000) } },
      { code: 'not-canonical', detail: expect.stringContaining('is nested deeper than 32 levels.') },
    ],
    [
      '__proto__',
      JSON.parse('{"specversion":"1.0","data":{"unit":"company/A","__proto__":{"admin":true}}}'),
      {
        code: 'invalid',
        field: '/data/__proto__',
        detail: '/data/__proto__ is a member name that no record may have. Leave it out.',
      },
    ],
    [
      'constructor, in a list',
      { ...filed, type: 'complaint.resolved.v1', data: { findings: [{ constructor: { prototype: 1 } }] } },
      { code: 'invalid', field: '/data/findings/0/constructor' },
    ],
    [
      'a correction into the future',
      {
        ...filed,
        type: 'record.corrected.v1',
        data: { event: 'c1/filed', time: '2027-01-01T00:00:00.000Z', reason: 'typing error' },
      },
      { code: 'in-the-future', field: '/data/time' },
    ],
  ])('%s', (_case, value, expected) => {
    expect(refusalOf(value)).toMatchObject(expected);
  });

  test('a record larger than a mebibyte, even of characters that take three bytes', () => {
    const findings = Array.from({ length: 1000 }, () => ({
      disposition: '投'.repeat(300),
      coverage: '訴'.repeat(100),
    }));
    const refusal = refusalOf({ ...filed, type: 'complaint.resolved.v1', data: { findings } });
    expect(refusal.code).toBe('too-large');
    expect(refusal.detail).toMatch(/^The record has 1\d{6} bytes; one record has at most 1048576\.$/);
    const limits = { ...DEFAULT_DOOR_LIMITS, maxRecordBytes: 2 * 1024 * 1024 };
    const outcome = checkRecord({ ...filed, type: 'complaint.resolved.v1', data: { findings } }, NOW, limits);
    expect(isRefusal(outcome)).toBe(false);
  });

  test('an offending value is shown shortened, however long it is', () => {
    const { value } = refusalOf({ ...filed, source: 'x '.repeat(1_000_000) });
    expect(value).toHaveLength(120);
    expect(value).toMatch(/^"x x .*…$/);
  });
});
