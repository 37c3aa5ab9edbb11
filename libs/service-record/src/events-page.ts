/**
 * `docs/events.md`: every case kind, its attributes and life cycle, and the fields of every event, written from the same
 * descriptions that the door and the fold use. A test keeps the page and the code the same.
 */
import { RecordCorrected, RecordVoided } from './amendments.js';
import { type JsonSchema, schemaOf } from './data-class.js';
import type { AttributeSpec, CaseKind, LifeCycleFact } from './life-cycle.js';
import { caseKinds, factDefinitions } from './vocabulary.js';

const INTRODUCTION = `# Events

Everything the ledger is told is an event: a [CloudEvents 1.0](https://cloudevents.io) object whose \`type\` is one of those
below, whose \`subject\` is the case (\`<kind>/<key>\`), whose \`time\` is when it happened by the source's word, and whose
\`data\` has the fields listed. Unknown fields are refused. Decimals are texts of at most 15 digits, as many after the
point as is said (4 places: at most 11 digits before it), instants are in UTC with milliseconds
(\`2024-07-15T09:30:00.000Z\`), a unit is a path from the company down (\`company/GEICO/province/CT\`).

The facts of one subject make a case. They count in order of \`time\` (at the same time, in order of arrival), so a fact may
arrive late; the one that opens the case must arrive first. A fact that contradicts its case is refused with a sentence that
names the fact against it. Attributes are what measures read.

This page is written from the code: \`UPDATE_DOCS=1 npm run test:only -- events-page\` writes it anew.
`;

/** The page as Markdown. */
export function eventsPage(): string {
  const kinds = [...caseKinds.values()];
  const contents = kinds.map(({ kind, summary }) => `- [${kind}](#${kind}) — ${summary}`);
  return [
    INTRODUCTION,
    ...contents,
    '- [record](#record) — Corrections and voidings, for every kind of case.',
    '',
    ...kinds.flatMap(kindSection),
    '## record',
    '',
    'These fit every kind of case. Nothing is deleted: the case is folded anew from what is left in force.',
    '',
    ...recordSection('record.corrected.v1', RecordCorrected),
    ...recordSection('record.voided.v1', RecordVoided),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function kindSection({ kind, summary, attributes, statuses, facts }: CaseKind): string[] {
  return [
    `## ${kind}`,
    '',
    summary,
    '',
    '| attribute | type | meaning |',
    '| --- | --- | --- |',
    ...Object.entries(attributes).map(([name, spec]) => `| \`${name}\` | ${attributeType(spec)} | ${spec.doc} |`),
    '',
    '| status | meaning |',
    '| --- | --- |',
    ...Object.entries(statuses).map(([name, { doc }]) => `| \`${name}\` | ${doc} |`),
    '',
    ...facts.flatMap(factSection),
  ];
}

function attributeType({ type, decimals }: AttributeSpec): string {
  return decimals === undefined ? type : `${type}, ${decimals} places`;
}

function factSection(fact: LifeCycleFact): string[] {
  const { type, summary, dto, opens, from } = fact;
  const places = [
    ...(opens ? ['opens a case'] : []),
    ...(from ? [`may come when the case is ${from.map((status) => `\`${status}\``).join(', ')}`] : []),
  ];
  return [`### ${type}`, '', `${summary} It ${places.join(', and ')}.`, '', ...fieldTable(schemaOf(dto))];
}

function recordSection(type: string, dto: new () => object): string[] {
  return [`### ${type}`, '', factDefinitions.get(type)?.summary ?? '', '', ...fieldTable(schemaOf(dto))];
}

/** One row a field; the fields of a list's items follow it, as `findings[].outcome`. */
function fieldTable(schema: JsonSchema): string[] {
  return ['| field | type | meaning |', '| --- | --- | --- |', ...rows(schema, ''), ''];
}

function rows({ properties = {}, required = [] }: JsonSchema, prefix: string): string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const optional = required.includes(name) ? '' : ' (optional)';
    const { items } = field;
    return [
      `| \`${prefix}${name}\`${optional} | ${typeOf(field)} | ${field.description ?? ''} |`,
      ...(items?.properties ? rows(items, `${prefix}${name}[].`) : []),
    ];
  });
}

function typeOf({
  type,
  enum: codes,
  format,
  pattern,
  items,
  maxItems,
  maxLength,
  minimum,
  maximum,
}: JsonSchema): string {
  if (codes) return codes.map((code) => `\`${code}\``).join(', ');
  if (format === 'date-time') return 'instant';
  if (pattern !== undefined) {
    const places = /(\d+)\}\)\?\$$/.exec(pattern)?.[1] ?? '';
    return `decimal${pattern.startsWith('^-?') ? '' : ' ≥ 0'}, ${places} places`;
  }
  if (items) return `list of at most ${maxItems ?? ''}`;
  if (type === 'integer') return `whole number ${minimum ?? ''} to ${maximum ?? ''}`;
  if (type === 'string') return maxLength === undefined ? 'text' : `text, at most ${maxLength}`;
  return type === 'boolean' ? 'true or false' : 'object';
}
