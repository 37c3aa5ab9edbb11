import { checkRecord } from '#assay/intake';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  caseKinds,
  dataSchemas,
  evolve,
  type Fact,
  factDefinitions,
  fold,
  readFact,
  UnknownFactError,
} from './index.js';
import { attributesOf, facts } from './testing/scenario.js';

/** One event of every type and version ever written. Lines are added at the end, never changed or taken away: see SEALS. */
const lines = readFileSync(new URL('../fixtures/events.v1.ndjson', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const expected = JSON.parse(readFileSync(new URL('../fixtures/cases.v1.json', import.meta.url), 'utf8')) as Record<
  string,
  object
>;

/** SHA-256 of the first so many lines, each with its line feed. Who adds lines adds a seal; one that is here stays. */
const SEALS: readonly (readonly [count: number, sha256: string])[] = [
  [59, 'aabc2754019ed7d3724946797341f8ccebce11542a60a016710c263f6d1f93c5'],
];

describe('every event ever written', () => {
  test.each(SEALS)('is there to the byte: the first %i', (count, sha256) => {
    const text = lines.slice(0, count).map((line) => `${line}\n`);
    expect(createHash('sha256').update(text.join('')).digest('hex')).toBe(sha256);
  });

  test('is sealed', () => expect(SEALS.at(-1)?.[0]).toBe(lines.length));

  const recorded = lines.map(readFact);

  test('is among the fixtures', () => {
    const types = new Set(lines.map((line) => (JSON.parse(line) as Fact).type));
    expect([...types].sort()).toEqual([...factDefinitions.keys()].sort());
  });

  test.each(lines.map((line, index) => [recorded[index]!.type, line, recorded[index]!] as const))(
    '%s is canonical, and what its class declares, field by field',
    (_type, line, fact) => {
      expect(checkRecord(JSON.parse(line), Date.now())).toEqual({ fact, body: line });
    },
  );

  test('still makes the same cases', () => {
    const streams = Map.groupBy(recorded, ({ subject }) => subject);
    const cases = [...streams].map(([subject, stream]) => {
      const { unit, status, attributes } = fold(stream);
      return [subject, { unit, status, attributes: attributesOf({ ...fold(stream), attributes }) }];
    });
    expect(Object.fromEntries(cases)).toEqual(expected);
  });

  test('shows every field of every class once', () => {
    const used = new Map<string, Set<string>>();
    for (const { type, data } of recorded) {
      const fields = used.get(type) ?? new Set();
      for (const name of Object.keys(data)) fields.add(name);
      used.set(type, fields);
    }
    for (const [type, schema] of Object.entries(dataSchemas()))
      expect([type, [...(used.get(type) ?? [])].sort()]).toEqual([type, Object.keys(schema.properties ?? {}).sort()]);
  });
});

describe('the vocabulary', () => {
  test('names every fact of service that ratings are made of', () => {
    expect([...factDefinitions.keys()].map((type) => type.replace('.v1', ''))).toEqual(
      `company.licensed company.renamed company.merged unit.placed unit.moved exposure.reported measure.reported
       measure.recomputed
       complaint.filed complaint.acknowledged complaint.transferred complaint.reclassified complaint.resolved
       complaint.withdrawn complaint.reopened
       claim.reported claim.registered claim.documents-completed claim.decided claim.paid claim.rejected
       claim.withdrawn claim.closed claim.reopened
       survey.sent survey.returned call.received policy.applied policy.issued policy.delivered
       callback.due callback.made servicing.requested servicing.completed objection.raised objection.handled
       inspection.held assessment.taken agent.assigned agent.left policy.taken-over
       renewal.reminded renewal.collected innovation.recognised incident.recorded scheme.published
       record.corrected record.voided`.split(/\s+/),
    );
  });

  test('attributes have the type that their kind declares', () => {
    const fits: Record<string, (value: unknown, decimals?: number) => boolean> = {
      instant: (value) => Number.isSafeInteger(value) && Math.abs(value as number) < 8.64e15,
      decimal: (value, decimals = 0) => {
        const [, whole = '', places = ''] = /^-?(\d+)(?:\.(\d+))?$/.exec(value as string) ?? [];
        return whole.length >= 1 && whole.length + decimals <= 15 && places.length <= decimals;
      },
      count: (value) => Number.isSafeInteger(value),
      text: (value) => typeof value === 'string',
      period: (value) => typeof value === 'string',
      flag: (value) => typeof value === 'boolean',
      list: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
    };
    const seen = new Set<string>();
    for (const stream of Map.groupBy(lines.map(readFact), ({ subject }) => subject).values()) {
      for (let end = 1; end <= stream.length; end++) {
        const state = fold(stream.slice(0, end));
        const { attributes } = caseKinds.get(state.kind)!;
        for (const [name, value] of Object.entries(attributesOf(state))) {
          seen.add(`${state.kind}.${name}`);
          const spec = attributes[name];
          expect([state.kind, name, spec && fits[spec.type]!(value, spec.decimals)]).toEqual([state.kind, name, true]);
        }
      }
    }
    const declared = [...caseKinds.values()].flatMap(({ kind, attributes }) =>
      Object.keys(attributes).map((name) => `${kind}.${name}`),
    );
    expect([...seen].sort()).toEqual(declared.sort());
  });

  test('documents every field of every type of event', () => {
    for (const [type, schema] of Object.entries(dataSchemas())) {
      expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(JSON.stringify(schema)).not.toContain('$ref');
      for (const [name, field] of Object.entries(schema.properties ?? {}))
        expect([type, name, (field as { description?: string }).description]).toEqual([
          type,
          name,
          expect.stringMatching(/^[A-Z]/),
        ]);
    }
    expect(dataSchemas()['complaint.filed.v1']!.required).toEqual(['unit']);
  });

  test('does not know other types', () => {
    const [fact] = facts('tea/1', [['tea.brewed', '2024-01-01']]);
    expect(() => evolve(undefined, fact!)).toThrow(UnknownFactError);
  });

  test('no fact, no case', () => expect(() => fold([])).toThrow('fold at least one'));
});
