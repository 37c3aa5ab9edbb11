import type { Board, BoardRow } from '#assay/scoring';
import type { SchemeDocument } from '#assay/methodology';
import { csvLine } from '#assay/delivery/csv';
import { NOTHING, showExact, showValue } from './figure.js';
import { type Language, say, titleIn } from './language.js';
import { paragraph } from './paragraph.js';
import { heading, moment, sourceLines } from './screen.js';
import { type Column, fitTable, hintsOf } from './table.js';

/** A board as a table for people. Figures are shown as the scheme wants them; `--format json` has them exact. */
export interface BoardScreen {
  readonly board: Board;
  readonly document: SchemeDocument;
  readonly language: Language;
  readonly width: number;
}

/** The text for stdout, and what is worth a hint beside it. */
export function boardScreen(screen: BoardScreen): { readonly text: string; readonly hints: readonly string[] } {
  const { board, language, width } = screen;
  const lines = boardHead(screen);
  if (board.rows.length === 0) return { text: `${[...lines, say(language, 'noRows')].join('\n')}\n`, hints: [] };
  const table = fitTable(boardColumns(screen), width);
  const below = noteLines(board, width);
  return {
    text: `${[...lines, table.text, ...(below.length > 0 ? ['', ...below] : [])].join('\n')}\n`,
    hints: hintsOf(table),
  };
}

/** Which board it is, as known when, and who published what it is made of. */
export function boardHead({ board, document, language, width }: BoardScreen): string[] {
  const title = titleIn(document.title, language);
  const level = say(language, board.unitLevel).toLowerCase();
  const facts = [`${board.scheme} v${board.version}`, board.period, say(language, 'byLevel', { level })];
  return [
    heading({ title, facts, simulated: board.simulated }, language, width),
    moment(board.knownAt, language),
    ...sourceLines(board, language, width),
    '',
  ];
}

function boardColumns({ board, document, language }: BoardScreen): Column[] {
  const { rows, totals } = board;
  const columns: Column[] = [];
  if (rows.some(({ rank }) => rank !== null)) {
    columns.push({ heading: '#', align: 'right', cells: rows.map(({ rank }) => showExact(rank)) });
  }
  columns.push({
    heading: say(language, board.unitLevel),
    align: 'left',
    flexible: true,
    cells: rows.map((row) => unitName(row, board)),
    total: say(language, 'total'),
  });
  if (document.score) {
    columns.push({ heading: say(language, 'score'), align: 'right', cells: rows.map(({ score }) => score ?? NOTHING) });
  }
  if (rows.some(({ grade }) => grade !== null)) {
    columns.push({ heading: say(language, 'grade'), align: 'left', cells: rows.map(({ grade }) => grade ?? NOTHING) });
  }
  for (const { id, title } of document.results ?? []) {
    const cells = rows.map(({ results }) => results[id]?.grade ?? results[id]?.score ?? NOTHING);
    columns.push({ heading: titleIn(title, language), align: 'right', cells });
  }
  for (const measure of document.measures) {
    const total = totals.measures[measure.id]?.value ?? null;
    columns.push({
      heading: titleIn(measure.title, language),
      align: 'right',
      optional: true,
      cells: rows.map((row) => showValue(row.measures[measure.id]?.value ?? null, measure.display)),
      total: showValue(total, measure.display),
    });
  }
  const states = rows.map(({ state }) => stateWord(state, language));
  if (states.some((state) => state !== '')) {
    columns.push({ heading: say(language, 'state'), align: 'left', cells: states });
  }
  return columns;
}

/** Below the company a name alone does not tell whose it is: the path does. */
function unitName({ unit, name }: BoardRow, { unitLevel }: Board): string {
  if (unitLevel === 'company') return name;
  return unit.replace(/^company\//, '').replace(/\/(?:province|city|branch|department|employee)\//g, ' › ');
}

/** Nothing for what is as it should be. */
export function stateWord(state: string, language: Language): string {
  const position = /^incomplete since position (\d+)$/.exec(state)?.[1];
  if (position !== undefined) return say(language, 'incomplete', { position: showExact(position) });
  if (state === 'too-few') return say(language, 'tooFew');
  if (state === 'ineligible') return say(language, 'ineligible');
  if (state === 'no-data') return say(language, 'noData');
  return '';
}

/** Notes on a screen; all of them, in full, are in the JSON document. */
const NOTES_SHOWN = 5;
const NOTE_LENGTH = 320;

function noteLines({ notes, parked }: Board, width: number): string[] {
  const shown = notes.slice(0, NOTES_SHOWN).map(({ text }) => `Note: ${shortened(text)}`);
  const rest = notes.length - shown.length;
  return [
    ...shown,
    ...(rest > 0 ? [`${rest} more notes are in --format json.`] : []),
    ...parked.map(
      ({ name, since, reason }) =>
        `Parked since position ${showExact(since)}: ${name}. Its scores stand still. ${shortened(reason)}`,
    ),
  ].flatMap((note) => paragraph(note, width));
}

function shortened(text: string): string {
  return text.length <= NOTE_LENGTH ? text : `${text.slice(0, NOTE_LENGTH - 1)}…`;
}

/** One line per unit with every exact figure. */
export function boardCsv({ rows }: Board, { measures, results = [] }: SchemeDocument): string {
  const ids = measures.map(({ id }) => id);
  const others = results.map(({ id }) => id);
  const figures = ['numerator', 'denominator', 'value', 'points'] as const;
  const head = ['unit', 'name', 'rank', 'score', 'grade', 'state'];
  return [
    csvLine([
      ...head,
      ...others.flatMap((id) => [`${id}.score`, `${id}.grade`]),
      ...ids.flatMap((id) => figures.map((figure) => `${id}.${figure}`)),
    ]),
    ...rows.map((row) =>
      csvLine([
        ...[row.unit, row.name, row.rank, row.score, row.grade, row.state],
        ...others.flatMap((id) => [row.results[id]?.score, row.results[id]?.grade]),
        ...ids.flatMap((id) => figures.map((figure) => row.measures[id]?.[figure])),
      ]),
    ),
  ].join('');
}
