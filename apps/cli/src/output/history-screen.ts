/** The history of a score for people: a line for each position at which something of its own changed. */
import { csvLine } from '#assay/delivery/csv';
import type { SchemeDocument } from '#assay/methodology';
import type { HistoryPoint, ScoreHistory } from '#assay/scoring';
import { stateWord } from './board-screen.js';
import { NOTHING, showExact, showValue } from './figure.js';
import { type Language, say, titleIn } from './language.js';
import { paragraph } from './paragraph.js';
import { heading, instant, moment, sourceLines } from './screen.js';
import { type Column, fitTable, hintsOf } from './table.js';

export interface HistoryScreen {
  readonly history: ScoreHistory;
  readonly document: SchemeDocument;
  /** The only measure that is told; absent: all. */
  readonly measure: string | undefined;
  readonly language: Language;
  readonly width: number;
}

/** The text for stdout, and what is worth a hint beside it. */
export function historyScreen(screen: HistoryScreen): { readonly text: string; readonly hints: readonly string[] } {
  const { history, document, language, width } = screen;
  const { scheme, version, period, name, changes, points, sampled } = history;
  const facts = [titleIn(document.title, language), `${scheme} v${version}`, period];
  const table = fitTable(columns(screen), width);
  const lines = [
    heading({ title: `${name} · ${say(language, 'historyOf')}`, facts, simulated: history.simulated }, language, width),
    moment(history.knownAt, language),
    ...sourceLines(history, language, width),
    ...paragraph(
      say(language, sampled ? 'changesSampled' : 'changesInAll', {
        changes: showExact(changes),
        points: showExact(points.length),
      }),
      width,
    ),
    '',
    table.text,
  ];
  return { text: `${lines.join('\n')}\n`, hints: hintsOf(table) };
}

function columns({ history: { points }, document, measure, language }: HistoryScreen): Column[] {
  const all: Column[] = [
    {
      heading: say(language, 'position'),
      align: 'right',
      cells: points.map(({ position }) => showExact(position)),
    },
    {
      heading: say(language, 'recorded'),
      align: 'left',
      cells: points.map(({ recordedAt }) => (recordedAt === null ? NOTHING : instant(recordedAt).replace(' UTC', ''))),
    },
  ];
  if (document.result.rank)
    all.push({ heading: say(language, 'rank'), align: 'right', cells: points.map(({ rank }) => showExact(rank)) });
  if (document.score)
    all.push({ heading: say(language, 'score'), align: 'right', cells: points.map(({ score }) => score ?? NOTHING) });
  if (points.some(({ grade }) => grade !== null))
    all.push({ heading: say(language, 'grade'), align: 'left', cells: points.map(({ grade }) => grade ?? NOTHING) });
  const states = points.map(({ state }) => stateWord(state, language));
  if (states.some((state) => state !== '')) all.push({ heading: say(language, 'state'), align: 'left', cells: states });
  for (const { id, title, display } of told(document, measure))
    all.push({
      heading: titleIn(title, language),
      align: 'right',
      optional: true,
      cells: points.map(({ measures }) => showValue(measures[id]?.value ?? null, display)),
    });
  return all;
}

const told = ({ measures }: SchemeDocument, measure: string | undefined): SchemeDocument['measures'] =>
  measures.filter(({ id }) => measure === undefined || id === measure);

const FIGURES = ['numerator', 'denominator', 'value', 'points'] as const;

export const historyCsvHead = (document: SchemeDocument, measure: string | undefined): string =>
  csvLine([
    ...['position', 'recordedAt', 'rank', 'score', 'grade', 'state'],
    ...told(document, measure).flatMap(({ id }) => FIGURES.map((figure) => `${id}.${figure}`)),
  ]);

/** One line a point with every exact figure. */
export function historyCsv(point: HistoryPoint, document: SchemeDocument, measure: string | undefined): string {
  const { position, recordedAt, rank, score, grade, state, measures } = point;
  return csvLine([
    ...[position, recordedAt, rank, score, grade, state],
    ...told(document, measure).flatMap(({ id }) => FIGURES.map((figure) => measures[id]?.[figure])),
  ]);
}
