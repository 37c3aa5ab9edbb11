/** Two moments beside each other for people: who moved, by which measures, and because of which cases. */
import { csvLine } from '#assay/delivery/csv';
import type { SchemeDocument } from '#assay/methodology';
import type { Comparison } from '#assay/scoring';
import { stateWord } from './board-screen.js';
import { NOTHING, showExact, showValue } from './figure.js';
import { type Language, say, titleIn } from './language.js';
import { paragraph } from './paragraph.js';
import { dayOrInstant, heading, moment, sourceLines } from './screen.js';
import { type Column, fitTable } from './table.js';

export interface DiffScreen {
  readonly comparison: Comparison;
  readonly document: SchemeDocument;
  readonly withCases: boolean;
  readonly language: Language;
  readonly width: number;
}

/** The text for stdout, and what is worth a hint beside it. */
export function diffScreen(screen: DiffScreen): { readonly text: string; readonly hints: readonly string[] } {
  const { comparison, document, withCases, language, width } = screen;
  const { scheme, version, period, unitLevel, from, to, rows, unchanged, moved } = comparison;
  const facts = [
    say(language, 'whatMoved'),
    `${scheme} v${version}`,
    period,
    say(language, 'byLevel', { level: say(language, unitLevel).toLowerCase() }),
  ];
  const lines = [
    heading({ title: titleIn(document.title, language), facts, simulated: comparison.simulated }, language, width),
    ...paragraph(`${say(language, 'from')}: ${moment(from, language)}`, width),
    ...paragraph(`${say(language, 'to')}: ${moment(to, language)}`, width),
    ...sourceLines(comparison, language, width),
    '',
  ];
  const hints: string[] = [];
  if (rows.length === 0) lines.push(say(language, 'nothingMoved'));
  else {
    lines.push(fitTable(unitColumns(screen), width).text, '', fitTable(measureColumns(screen), width).text);
    if (!withCases) hints.push('Add --cases to see which cases it was, with their events in between.');
  }
  lines.push('', say(language, 'unchangedUnits', { count: showExact(unchanged) }));
  if (moved.length > 0)
    lines.push(
      ...paragraph(
        say(language, 'movedUnits', { units: [...new Set(moved.map(({ unit }) => unit))].join(', ') }),
        width,
      ),
    );
  if (withCases && comparison.cases.length > 0) lines.push('', fitTable(caseColumns(screen), width).text);
  return { text: `${lines.join('\n')}\n`, hints };
}

const change = (from: string, to: string): string => (from === to ? to : `${from} → ${to}`);

function unitColumns({ comparison: { rows }, document, language }: DiffScreen): Column[] {
  const columns: Column[] = [
    { heading: say(language, 'unit'), align: 'left', flexible: true, cells: rows.map(({ name }) => name) },
  ];
  if (document.result.rank)
    columns.push({
      heading: say(language, 'rank'),
      align: 'right',
      cells: rows.map(({ rank }) => change(showExact(rank.from), showExact(rank.to))),
    });
  if (document.score)
    columns.push({
      heading: say(language, 'score'),
      align: 'right',
      cells: rows.map(({ score }) => change(score.from ?? NOTHING, score.to ?? NOTHING)),
    });
  if (rows.some(({ grade }) => (grade.from ?? grade.to) !== null))
    columns.push({
      heading: say(language, 'grade'),
      align: 'left',
      cells: rows.map(({ grade }) => change(grade.from ?? NOTHING, grade.to ?? NOTHING)),
    });
  const word = (state: string | null): string => (state === null ? NOTHING : stateWord(state, language) || '✓');
  columns.push({
    heading: say(language, 'state'),
    align: 'left',
    cells: rows.map(({ state }) => (state.from === state.to ? '' : `${word(state.from)} → ${word(state.to)}`)),
  });
  return columns;
}

/** A line for each measure of which a figure is another. */
function measureColumns({ comparison: { rows }, document, language }: DiffScreen): Column[] {
  const lines = rows.flatMap(({ name, measures }) =>
    document.measures.flatMap(({ id, title, display }) => {
      const figures = measures[id];
      return figures ? [{ name, title: titleIn(title, language), display, figures }] : [];
    }),
  );
  const sides = (side: 'numerator' | 'denominator'): string[] =>
    lines.map(({ figures }) => change(showExact(figures[side].from), showExact(figures[side].to)));
  return [
    { heading: say(language, 'unit'), align: 'left', flexible: true, cells: lines.map(({ name }) => name) },
    { heading: say(language, 'measure'), align: 'left', flexible: true, cells: lines.map(({ title }) => title) },
    {
      heading: say(language, 'value'),
      align: 'right',
      cells: lines.map(({ figures: { value }, display }) =>
        change(showValue(value.from, display), showValue(value.to, display)),
      ),
    },
    { heading: say(language, 'numerator'), align: 'right', optional: true, cells: sides('numerator') },
    { heading: say(language, 'denominator'), align: 'right', optional: true, cells: sides('denominator') },
  ];
}

/** A line for each measure that a case changed; its events stand on its first. */
function caseColumns({ comparison: { cases }, language }: DiffScreen): Column[] {
  const lines = cases.flatMap((each) =>
    each.parts.map((part, index) => ({
      part,
      case: index === 0 ? each.case : '',
      events:
        index === 0 ? each.events.map(({ type, occurredAt }) => `${type} ${dayOrInstant(occurredAt)}`).join('; ') : '',
    })),
  );
  const signed = (amount: string | null): string =>
    amount === null ? NOTHING : amount.startsWith('-') || amount === '0' ? showExact(amount) : `+${showExact(amount)}`;
  return [
    { heading: say(language, 'case'), align: 'left', flexible: true, cells: lines.map((line) => line.case) },
    { heading: say(language, 'measure'), align: 'left', cells: lines.map(({ part }) => part.measure) },
    { heading: say(language, 'numerator'), align: 'right', cells: lines.map(({ part }) => signed(part.numerator)) },
    { heading: say(language, 'denominator'), align: 'right', cells: lines.map(({ part }) => signed(part.denominator)) },
    {
      heading: say(language, 'events'),
      align: 'left',
      flexible: true,
      optional: true,
      cells: lines.map(({ events }) => events),
    },
  ];
}

const FIGURES = ['numerator', 'denominator', 'value', 'points'] as const;

/** One line a unit and changed measure with every exact figure; one line for a unit of which no measure changed. */
export function comparedUnitsCsv({ rows }: Comparison): string {
  const pairs = (name: string): string[] => [`${name}.from`, `${name}.to`];
  return [
    csvLine([
      ...['unit', 'name', ...['rank', 'score', 'grade', 'state'].flatMap(pairs)],
      ...['measure', ...FIGURES.flatMap(pairs)],
    ]),
    ...rows.flatMap(({ unit, name, rank, score, grade, state, measures }) => {
      const own = [unit, name, ...[rank, score, grade, state].flatMap(({ from, to }) => [from, to])];
      const told = Object.entries(measures);
      if (told.length === 0) return [csvLine([...own, null, ...FIGURES.flatMap(() => [null, null])])];
      return told.map(([id, figures]) =>
        csvLine([...own, id, ...FIGURES.flatMap((figure) => [figures[figure].from, figures[figure].to])]),
      );
    }),
  ].join('');
}

/** One line a case, unit and measure; the lines and what moved without a case add up to the difference. */
export function changedCasesCsv({ cases, moved }: Comparison): string {
  return [
    csvLine(['case', 'unit', 'measure', 'numerator', 'denominator', 'positions']),
    ...moved.map(({ unit, measure, numerator, denominator }) =>
      csvLine([null, unit, measure, numerator, denominator, null]),
    ),
    ...cases.flatMap(({ case: id, parts, events }) =>
      parts.map(({ unit, measure, numerator, denominator }) =>
        csvLine([id, unit, measure, numerator, denominator, events.map(({ position }) => position).join(' ')]),
      ),
    ),
  ].join('');
}
