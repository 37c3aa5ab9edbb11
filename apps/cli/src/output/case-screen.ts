import type { CaseView } from '#assay/scoring';
import { showExact } from './figure.js';
import type { Language } from './language.js';
import { paragraph } from './paragraph.js';
import { dayOrInstant, heading, instant, moment } from './screen.js';
import { fitTable } from './table.js';

/** One case for people: what it is, or was known to be, every event with both its times, and what it adds to which score. */
export function caseScreen(view: CaseView, language: Language, width: number): string {
  const simulated = view.timeline.some(({ extensions }) => extensions['simulated'] === true);
  const facts = [view.kind, view.status].filter((fact) => fact !== null);
  const lines = [
    heading({ title: view.case, facts, simulated }, language, width),
    moment(view.knownAt, language),
    ...(view.unit === null ? [] : [view.unit]),
    ...(view.broken === null ? [] : ['', ...brokenLines(view.broken, width)]),
    '',
    ...attributeLines(view.attributes, width),
    '',
    timeline(view, width),
  ];
  if (view.contributions.length > 0) lines.push('', contributions(view, width));
  return `${lines.join('\n')}\n`;
}

function brokenLines({ position, reason }: NonNullable<CaseView['broken']>, width: number): string[] {
  return paragraph(`The case cannot be followed beyond position ${showExact(position)}: ${reason}`, width);
}

function attributeLines(attributes: CaseView['attributes'], width: number): string[] {
  const names = Object.keys(attributes);
  const longest = Math.max(...names.map((name) => name.length), 0);
  return Object.entries(attributes).flatMap(([name, value]) => {
    const label = `${name.padEnd(longest)}  `;
    const [first = '', ...rest] = paragraph(shown(value), width, ' '.repeat(label.length));
    return [label + first.trimStart(), ...rest];
  });
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.join('; ');
  const text = String(value);
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? dayOrInstant(text) : text;
}

function timeline({ timeline: events }: CaseView, width: number): string {
  return fitTable(
    [
      { heading: 'Position', align: 'right', cells: events.map(({ position }) => showExact(position)) },
      { heading: 'Event', align: 'left', cells: events.map(({ type }) => type) },
      { heading: 'Happened', align: 'left', cells: events.map(({ occurredAt }) => dayOrInstant(occurredAt)) },
      {
        heading: 'Recorded',
        align: 'left',
        optional: true,
        cells: events.map(({ recordedAt }) => instant(recordedAt)),
      },
      { heading: 'Id', align: 'left', flexible: true, cells: events.map(({ id }) => id) },
    ],
    width,
  ).text;
}

/** What the case adds, a line per measure and day; the unit is told where it is not the case's own. */
function contributions({ contributions: parts, unit }: CaseView, width: number): string {
  const lines = new Map<string, CaseView['contributions'][number][]>();
  for (const part of parts) {
    const key = JSON.stringify([part.scheme, part.measure, part.period, part.unit]);
    lines.set(key, [...(lines.get(key) ?? []), part]);
  }
  const groups = [...lines.values()];
  const cells = (cell: (part: CaseView['contributions'][number]) => string): string[] =>
    groups.map(([first]) => (first ? cell(first) : ''));
  const amounts = (side: 'numerator' | 'denominator'): string[] =>
    groups.map((group) => showExact(group.find((part) => part.side === side)?.amount ?? null));
  const isElsewhere = parts.some((part) => part.unit !== unit);
  return fitTable(
    [
      { heading: 'Adds to', align: 'left', flexible: true, cells: cells(({ measure }) => measure) },
      { heading: 'of scheme', align: 'left', cells: cells(({ scheme }) => scheme) },
      { heading: 'in', align: 'left', cells: cells(({ period }) => period) },
      ...(isElsewhere
        ? [{ heading: 'at', align: 'left' as const, flexible: true, cells: cells((part) => part.unit) }]
        : []),
      { heading: 'Numerator', align: 'right', cells: amounts('numerator') },
      { heading: 'Denominator', align: 'right', cells: amounts('denominator') },
    ],
    width,
  ).text;
}
