import type { Change, Consequence, FromTo, SupposedBoard, SupposedExplanation, Supposition } from '#assay/scoring';
import type { SchemeDocument } from '#assay/methodology';
import { csvLine } from '#assay/delivery/csv';
import { boardHead, stateWord } from './board-screen.js';
import { type ExplanationScreen, explanationScreen } from './explanation-screen.js';
import { NOTHING, showExact, showValue } from './figure.js';
import { type Language, say, type TextName, titleIn } from './language.js';
import { paragraph } from './paragraph.js';
import { type Column, fitTable, hintsOf } from './table.js';

/** What would be, for people: what is supposed, what falls with it, and who is moved, each figure from → to. */
export interface SupposedBoardScreen {
  readonly board: SupposedBoard;
  readonly document: SchemeDocument;
  readonly language: Language;
  readonly width: number;
}

interface ChangesScreen extends Omit<SupposedBoardScreen, 'board'> {
  readonly answer: SupposedBoard | SupposedExplanation;
}

export function supposedBoardScreen(screen: SupposedBoardScreen): { readonly text: string; readonly hints: string[] } {
  const { board, language, width } = screen;
  const table = changesTable({ ...screen, answer: board });
  const others =
    board.rows.length - board.changes.filter(({ unit }) => board.rows.some((row) => row.unit === unit)).length;
  const lines = [
    ...boardHead(screen),
    ...suppositionLines(board, language, width),
    '',
    table.text,
    ...(others > 0 && board.nextCursor === null ? ['', say(language, 'othersStay', { count: showExact(others) })] : []),
  ];
  return { text: `${lines.join('\n')}\n`, hints: hintsOf(table) };
}

/** The explanation as it would be, with who is moved below it. */
export function supposedExplanationScreen(
  screen: Omit<ExplanationScreen, 'explanation'> & { readonly explanation: SupposedExplanation },
): string {
  const { explanation, language, width } = screen;
  const { text } = changesTable({ ...screen, answer: explanation });
  return `${suppositionLines(explanation, language, width).join('\n')}\n\n${explanationScreen(screen)}\n${text}\n`;
}

const SUPPOSITIONS: Readonly<Record<Supposition['kind'], TextName>> = {
  'without-case': 'withoutCase',
  'without-event': 'withoutEvent',
  'without-source': 'withoutSource',
  set: 'withSetting',
  'scheme-version': 'withVersion',
};

const CONSEQUENCES_SHOWN = 10;

function suppositionLines(
  { suppositions, consequences, consequenceCount }: SupposedBoard | SupposedExplanation,
  language: Language,
  width: number,
): string[] {
  const supposed = suppositions.map(({ kind, what }) => say(language, SUPPOSITIONS[kind], { what }));
  const shown = consequences.slice(0, CONSEQUENCES_SHOWN);
  const more = consequenceCount - shown.length;
  return [
    `${say(language, 'supposed')}: ${supposed.join('; ')}`,
    ...shown.map((consequence) => consequenceText(consequence, language)),
    ...(more > 0 ? [say(language, 'fallMore', { count: showExact(more) })] : []),
  ].flatMap((line) => paragraph(line, width));
}

const consequenceText = ({ case: id, event, sentence }: Consequence, language: Language): string =>
  event === null
    ? say(language, 'fallsWhole', { case: id, sentence })
    : say(language, 'fallsToo', { case: id, event: event.id, sentence });

function changesTable({ answer: { changes }, document, language, width }: ChangesScreen): ReturnType<typeof fitTable> {
  if (changes.length === 0) return { text: say(language, 'nobodyMoved'), leftOut: [] };
  const column = (name: TextName, align: Column['align'], cells: readonly string[]): Column[] =>
    cells.every((cell) => cell === NOTHING || cell === '') ? [] : [{ heading: say(language, name), align, cells }];
  const measures = document.measures.filter(({ id }) => changes.some(({ measures: moved }) => id in moved));
  const columns: Column[] = [
    {
      heading: say(language, 'unit'),
      align: 'left',
      flexible: true,
      cells: changes.map(({ unit, name }) => (unit.includes('/', 'company/'.length) ? unit : name)),
    },
    ...column(
      'rank',
      'right',
      changes.map(({ rank }) => fromTo(rank, showExact)),
    ),
    ...column(
      'score',
      'right',
      changes.map(({ score }) => fromTo(score, (text) => text ?? NOTHING)),
    ),
    ...column(
      'grade',
      'left',
      changes.map(({ grade }) => fromTo(grade, (text) => text ?? NOTHING)),
    ),
    ...measures.map(({ id, title, display }): Column => ({
      heading: titleIn(title, language),
      align: 'right',
      optional: true,
      cells: changes.map(({ measures: moved }) =>
        moved[id] ? fromTo(moved[id], (value) => showValue(value, display)) : '',
      ),
    })),
    ...column(
      'state',
      'left',
      changes.map(({ state }) => stateChange(state, language)),
    ),
  ];
  return fitTable(columns, width);
}

function fromTo<T>({ from, to }: FromTo<T>, show: (value: T | null) => string): string {
  const [was, is] = [show(from), show(to)];
  return was === is ? is : `${was} → ${is}`;
}

/** Nothing for units that are as they should be in both. */
function stateChange({ from, to }: Change['state'], language: Language): string {
  const [was, is] = [stateWord(from ?? 'no-data', language), stateWord(to ?? 'no-data', language)];
  return was === is ? is : `${was || NOTHING} → ${is || NOTHING}`;
}

/** One line for each figure of a unit that is moved. */
export function changesCsv(changes: readonly Change[]): string {
  return [
    csvLine(['unit', 'name', 'figure', 'from', 'to']),
    ...changes.flatMap(({ unit, name, measures, ...figures }) => [
      ...(['rank', 'score', 'grade', 'state'] as const).map((figure) =>
        csvLine([unit, name, figure, figures[figure].from, figures[figure].to]),
      ),
      ...Object.entries(measures).map(([id, { from, to }]) => csvLine([unit, name, id, from, to])),
    ]),
  ].join('');
}
