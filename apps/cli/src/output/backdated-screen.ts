/** What was back-dated, for people: who told how much of it how late, and what it did to the scores. */
import { csvLine } from '#assay/delivery/csv';
import type { BackdatedEffect, BackdatedPage } from '#assay/scoring';
import { shiftPoint, toPlaces } from './decimal-text.js';
import { NOTHING, showExact } from './figure.js';
import { type Language, say } from './language.js';
import { heading, moment, sourceLines } from './screen.js';
import { type Column, fitTable, hintsOf } from './table.js';

export interface BackdatedScreen {
  readonly page: BackdatedPage;
  readonly language: Language;
  readonly width: number;
}

/** The text for stdout, and what is worth a hint beside it. */
export function backdatedScreen(screen: BackdatedScreen): { readonly text: string; readonly hints: readonly string[] } {
  const { page, language, width } = screen;
  const { over, since, knownAt, simulated, rows, effect } = page;
  const facts = [
    say(language, 'recordedOver', { over }),
    ...(since === 0 ? [] : [say(language, 'recordedAfter', { position: showExact(since) })]),
  ];
  const lines = [
    heading({ title: say(language, 'backdated'), facts, simulated }, language, width),
    moment(knownAt, language),
    ...sourceLines(page, language, width),
    '',
  ];
  let hints: string[] = [];
  if (rows.length === 0) lines.push(say(language, 'nothingBackdated'));
  else {
    const table = fitTable(rowColumns(screen), width);
    lines.push(table.text);
    hints = hintsOf(table);
  }
  if (effect) lines.push('', ...effectLines(effect, language, width));
  return { text: `${lines.join('\n')}\n`, hints };
}

const percent = (share: string): string => `${toPlaces(shiftPoint(share, 2), 1)}%`;

function duration(minutes: number | null, language: Language): string {
  if (minutes === null) return NOTHING;
  const days = Math.floor(minutes / 1_440);
  const hours = Math.floor((minutes % 1_440) / 60);
  // The two largest units say enough.
  const parts = days > 0 ? { days, hours } : { hours, minutes: minutes % 60 };
  return new Intl.DurationFormat(language, { style: 'narrow' }).format(parts);
}

function rowColumns({ page: { rows, totals }, language }: BackdatedScreen): Column[] {
  const count = (name: 'events' | 'backdated' | 'late' | 'corrections' | 'voidings', isOptional = false): Column => ({
    heading: say(language, name),
    align: 'right',
    cells: rows.map((row) => showExact(row[name])),
    total: showExact(totals[name]),
    ...(isOptional && { optional: true }),
  });
  return [
    {
      heading: say(language, 'company'),
      align: 'left',
      flexible: true,
      cells: rows.map(({ name }) => name),
      total: say(language, 'total'),
    },
    {
      heading: say(language, 'source'),
      align: 'left',
      flexible: true,
      optional: true,
      cells: rows.map(({ source }) => source),
    },
    count('events'),
    count('backdated'),
    {
      heading: say(language, 'share'),
      align: 'right',
      cells: rows.map(({ share }) => percent(share)),
      total: percent(totals.share),
    },
    count('late', true),
    count('corrections', true),
    count('voidings', true),
    {
      heading: say(language, 'median'),
      align: 'right',
      cells: rows.map(({ medianMinutes }) => duration(medianMinutes, language)),
      total: duration(totals.medianMinutes, language),
    },
    {
      heading: say(language, 'longest'),
      align: 'right',
      optional: true,
      cells: rows.map(({ longestMinutes }) => duration(longestMinutes, language)),
      total: duration(totals.longestMinutes, language),
    },
  ];
}

/** What the back-dated facts moved, and the scores without that beside the scores as they are. */
function effectLines(effect: BackdatedEffect, language: Language, width: number): string[] {
  const { scheme, version, period, moved, changes } = effect;
  const lines = [say(language, 'effectOn', { scheme: `${scheme} v${version}`, period }), ''];
  if (moved.length === 0) return [...lines, say(language, 'nothingMoved')];
  const signed = (amount: string | null): string =>
    amount === null ? NOTHING : amount.startsWith('-') || amount === '0' ? showExact(amount) : `+${showExact(amount)}`;
  const movedTable = fitTable(
    [
      { heading: say(language, 'unit'), align: 'left', flexible: true, cells: moved.map(({ unit }) => unit) },
      { heading: say(language, 'measure'), align: 'left', cells: moved.map(({ measure }) => measure) },
      { heading: say(language, 'numerator'), align: 'right', cells: moved.map(({ numerator }) => signed(numerator)) },
      {
        heading: say(language, 'denominator'),
        align: 'right',
        cells: moved.map(({ denominator }) => signed(denominator)),
      },
    ],
    width,
  );
  const show = (from: string | number | null, to: string | number | null): string =>
    from === to ? (to === null ? NOTHING : String(to)) : `${from ?? NOTHING} → ${to ?? NOTHING}`;
  const changed = changes.filter(({ score, grade, rank, state }) =>
    [score, grade, rank, state].some(({ from, to }) => from !== to),
  );
  if (changed.length === 0) return [...lines, movedTable.text];
  const changeTable = fitTable(
    [
      {
        heading: say(language, 'withoutAndWith'),
        align: 'left',
        flexible: true,
        cells: changed.map(({ name }) => name),
      },
      { heading: say(language, 'rank'), align: 'right', cells: changed.map(({ rank }) => show(rank.from, rank.to)) },
      {
        heading: say(language, 'score'),
        align: 'right',
        cells: changed.map(({ score }) => show(score.from, score.to)),
      },
      { heading: say(language, 'grade'), align: 'left', cells: changed.map(({ grade }) => show(grade.from, grade.to)) },
    ],
    width,
  );
  return [...lines, movedTable.text, '', changeTable.text];
}

/** One line a company and source. What it did to the scores is in json. */
export function backdatedCsv({ rows }: BackdatedPage): string {
  const head = ['unit', 'name', 'source', 'events', 'backdated', 'late', 'corrections', 'voidings', 'share'];
  return [
    csvLine([...head, 'longestMinutes', 'medianMinutes']),
    ...rows.map((row) =>
      csvLine([
        ...[row.unit, row.name, row.source, row.events, row.backdated, row.late, row.corrections, row.voidings],
        ...[row.share, row.longestMinutes, row.medianMinutes],
      ]),
    ),
  ].join('');
}
