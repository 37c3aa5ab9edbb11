import type { ExplainedMeasure, Explanation } from '#assay/scoring';
import type { SchemeDocument } from '#assay/methodology';
import { stateWord } from './board-screen.js';
import { csvLine } from '#assay/delivery/csv';
import { NOTHING, showExact, showPoints, showValue } from './figure.js';
import { type Language, say, titleIn } from './language.js';
import { paragraph } from './paragraph.js';
import { dayOrInstant, heading, instant, moment, sourceLines } from './screen.js';
import { scoreLines } from './score-lines.js';
import { type Column, fitTable } from './table.js';

/** From a grade down to the events: the unit's measures as a table, then the cases behind the one that was asked for. */
export interface ExplanationScreen {
  readonly explanation: Explanation;
  readonly document: SchemeDocument;
  /** The measure whose cases are listed; absent: measures only. */
  readonly measure: string | undefined;
  readonly language: Language;
  readonly width: number;
}

export function explanationScreen(screen: ExplanationScreen): string {
  const { explanation, document, language, width, measure } = screen;
  const facts = [`${explanation.scheme} v${explanation.version}`, explanation.period];
  const lines = [
    heading(
      {
        title: `${explanation.name} · ${titleIn(document.title, language)}`,
        facts,
        simulated: explanation.simulated,
      },
      language,
      width,
    ),
    explanation.name === explanation.unit.replace(/^company\//, '') ? undefined : explanation.unit,
    moment(explanation.knownAt, language),
    ...sourceLines(explanation, language, width),
    '',
    resultLine(screen),
    ...scoreLines(explanation, document, language).flatMap((line) => paragraph(line, width)),
    ...(explanation.reason === null ? [] : paragraph(explanation.reason, width)),
    '',
    fitTable(measureColumns(screen), width).text,
  ];
  const asked = measure === undefined ? undefined : explanation.measures[measure];
  if (asked !== undefined) lines.push('', ...caseLines(asked, width));
  return `${lines.filter((line) => line !== undefined).join('\n')}\n`;
}

function resultLine({ explanation, document, language }: ExplanationScreen): string {
  const { rank, score, grade, state } = explanation;
  const parts = [
    [say(language, 'rank'), rank === null ? null : showExact(rank)],
    [say(language, 'score'), document.score ? (score ?? NOTHING) : null],
    [say(language, 'grade'), grade],
    [say(language, 'state'), stateWord(state, language) || null],
  ] as const;
  return parts.flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`])).join('   ');
}

function measureColumns({ explanation, document, language }: ExplanationScreen): Column[] {
  const measures = document.measures.filter(({ id }) => id in explanation.measures);
  const figures = measures.map(({ id }) => explanation.measures[id]);
  const isScored = measures.some(({ weight }) => weight !== undefined);
  return [
    {
      heading: say(language, 'measure'),
      align: 'left',
      flexible: true,
      cells: measures.map(({ title }) => titleIn(title, language)),
    },
    { heading: 'id', align: 'left', optional: true, cells: measures.map(({ id }) => id) },
    {
      heading: say(language, 'value'),
      align: 'right',
      cells: measures.map(({ display }, index) => showValue(figures[index]?.value ?? null, display)),
    },
    ...(isScored
      ? [
          {
            heading: say(language, 'points'),
            align: 'right' as const,
            cells: figures.map((figure) => showPoints(figure?.points ?? null)),
          },
        ]
      : []),
    {
      heading: say(language, 'numerator'),
      align: 'right',
      cells: figures.map((figure) => showExact(figure?.numerator ?? null)),
    },
    {
      heading: say(language, 'denominator'),
      align: 'right',
      cells: figures.map((figure) => showExact(figure?.denominator ?? null)),
    },
  ];
}

function caseLines({ definition, cases }: ExplainedMeasure, width: number): string[] {
  const lines = [...paragraph(definition.text, width), ''];
  if (cases.length === 0) return [...lines, 'No case adds to it.'];
  for (const { case: id, numerator, denominator, events } of cases) {
    const share = denominator === null ? showExact(numerator) : `${showExact(numerator)} of ${showExact(denominator)}`;
    lines.push(`${id}  adds ${share}`, ...eventLines(events, width));
  }
  return lines;
}

/** The events of a case below it, in columns of their own; when they were recorded only where there is room. */
function eventLines(events: ExplainedMeasure['cases'][number]['events'], width: number): string[] {
  const positions = events.map(({ position }) => showExact(position));
  const columns = [positions, events.map(({ type }) => type), events.map(({ occurredAt }) => dayOrInstant(occurredAt))];
  const widths = columns.map((cells) => Math.max(...cells.map((cell) => cell.length)));
  return events.map(({ recordedAt }, row) => {
    const cells = columns.map((column, index) =>
      (column[row] ?? '')[index === 0 ? 'padStart' : 'padEnd'](widths[index] ?? 0),
    );
    const short = `    ${cells.join('  ')}`;
    const long = `${short}  recorded ${instant(recordedAt)}`;
    return (long.length <= width ? long : short).trimEnd();
  });
}

/** One line per event of a case, so that a spreadsheet can sum the cases and follow them into the log. */
export function explanationCsv({ measures }: Explanation): string {
  const head = ['measure', 'case', 'numerator', 'denominator', 'event', 'position', 'type', 'occurredAt', 'recordedAt'];
  const lines = Object.entries(measures).flatMap(([measure, { cases }]) =>
    cases.flatMap(({ case: id, numerator, denominator, events }) =>
      events.map((event) =>
        csvLine([
          ...[measure, id, numerator, denominator],
          ...[event.id, event.position, event.type, event.occurredAt, event.recordedAt],
        ]),
      ),
    ),
  );
  return [csvLine(head), ...lines].join('');
}
