import type { CaseView } from '#assay/scoring';
import { showExact } from './figure.js';
import type { Language } from './language.js';
import { dayOrInstant, heading, instant, paragraph } from './screen.js';
import { fitTable } from './table.js';

/** One case for people: what it is now, every event with both its times, and what it adds to which score. */
export function caseScreen(view: CaseView, language: Language, width: number): string {
  const simulated = view.timeline.some(({ extensions }) => extensions['simulated'] === true);
  const facts = [view.kind, view.status].filter((fact) => fact !== null);
  const lines = [
    heading({ title: view.case, facts, simulated }, language, width),
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

function contributions({ contributions: parts }: CaseView, width: number): string {
  return fitTable(
    [
      { heading: 'Adds to', align: 'left', cells: parts.map(({ scheme, measure }) => `${scheme} ${measure}`) },
      { heading: 'Side', align: 'left', cells: parts.map(({ side }) => side) },
      { heading: 'Amount', align: 'right', cells: parts.map(({ amount }) => showExact(amount)) },
      { heading: 'Period', align: 'left', cells: parts.map(({ period }) => period) },
      { heading: 'Unit', align: 'left', flexible: true, cells: parts.map(({ unit }) => unit) },
    ],
    width,
  ).text;
}
