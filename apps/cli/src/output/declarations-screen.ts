import type { SchemeDocument } from '#assay/methodology';
import type { DeclarationMatch, DeclarationRow, DeclarationsPage } from '#assay/scoring';
import { csvLine } from '#assay/delivery/csv';
import { NOTHING, showExact, showValue } from './figure.js';
import { type Language, say, type TextName, titleIn } from './language.js';
import { paragraph } from './paragraph.js';
import { heading, moment, sourceLines } from './screen.js';
import { type Column, fitTable, hintsOf } from './table.js';

/**
 * Declared beside recomputed as a table for people: a line for each figure, and how many agree. What agrees by its printed
 * decimals has no difference worth reading; machine formats have it in full.
 */
export interface DeclarationsScreen {
  readonly declarations: DeclarationsPage;
  readonly document: SchemeDocument;
  readonly language: Language;
  readonly width: number;
}

/** The text for stdout, and what is worth a hint beside it. */
export function declarationsScreen(screen: DeclarationsScreen): {
  readonly text: string;
  readonly hints: readonly string[];
} {
  const { declarations, document, language, width } = screen;
  const { scheme, version, period, unitLevel, knownAt, rows, counts } = declarations;
  const facts = [
    say(language, 'declaredBeside'),
    `${scheme} v${version}`,
    period,
    say(language, 'byLevel', { level: say(language, unitLevel).toLowerCase() }),
  ];
  const head = [
    heading({ title: titleIn(document.title, language), facts, simulated: declarations.simulated }, language, width),
    moment(knownAt, language),
    ...sourceLines(declarations, language, width),
    '',
  ];
  const sums = paragraph(
    Object.entries(counts)
      .map(([match, count]) => `${matchWord(match as DeclarationMatch, language)} ${showExact(count)}`)
      .join(' · '),
    width,
  );
  if (rows.length === 0)
    return { text: `${[...head, say(language, 'noDeclarations'), ...sums].join('\n')}\n`, hints: [] };
  const table = fitTable(columns(screen), width);
  return { text: `${[...head, underUnits(table.text, screen), '', ...sums].join('\n')}\n`, hints: hintsOf(table) };
}

/** The name of each unit above its figures: beside them it would leave no room for what they are. */
function underUnits(table: string, { declarations: { rows, unitLevel } }: DeclarationsScreen): string {
  const lines = table.split('\n');
  const first = lines.findIndex((line) => line.startsWith('─')) + 1;
  const body = rows.flatMap(({ unit, name }, index) => {
    const line = lines[first + index] ?? '';
    if (unit === rows[index - 1]?.unit) return [line];
    const title = unitLevel === 'company' ? name : pathWords(unit);
    return index === 0 ? [title, line] : ['', title, line];
  });
  return [...lines.slice(0, first), ...body].join('\n');
}

const MATCH_WORDS: Readonly<Record<DeclarationMatch, TextName>> = {
  match: 'agrees',
  differs: 'differs',
  'not declared': 'notDeclared',
  'nothing recorded': 'nothingRecorded',
};

const matchWord = (match: DeclarationMatch, language: Language): string => say(language, MATCH_WORDS[match]);

function columns({ declarations: { rows }, document, language }: DeclarationsScreen): Column[] {
  const titles = new Map(document.measures.map(({ id, title }) => [id, titleIn(title, language)]));
  const shown = rows.map((row) => figures(row, document));
  return [
    {
      heading: say(language, 'measure'),
      align: 'left',
      flexible: true,
      cells: rows.map(({ measure }) => `  ${titles.get(measure) ?? measure}`),
    },
    {
      heading: say(language, 'figure'),
      align: 'left',
      optional: true,
      cells: rows.map(({ side }) => say(language, side).toLowerCase()),
    },
    { heading: say(language, 'declared'), align: 'right', cells: shown.map(({ declared }) => declared) },
    { heading: say(language, 'recomputed'), align: 'right', cells: shown.map(({ ours }) => ours) },
    {
      heading: say(language, 'difference'),
      align: 'right',
      cells: rows.map(({ match }, index) =>
        match === 'differs' ? (shown[index]?.difference ?? NOTHING) : matchWord(match, language),
      ),
    },
  ];
}

/** Below the company a name alone does not tell whose it is: the path does. */
function pathWords(unit: string): string {
  return unit.replace(/^company\//, '').replace(/\/(?:province|city|branch|department|employee)\//g, ' › ');
}

function figures({ measure, side, declared, recomputed, difference }: DeclarationRow, document: SchemeDocument) {
  const display = document.measures.find(({ id }) => id === measure)?.display;
  const show = (figure: string | null): string =>
    side === 'value' && display ? showValue(figure, display) : showExact(figure);
  const sign = difference === null || difference.startsWith('-') || difference === '0' ? '' : '+';
  return {
    declared: show(declared?.value ?? null),
    ours: show(recomputed?.[side] ?? null),
    difference: sign + show(difference),
  };
}

/** One line per figure with everything that is known of it. */
export function declarationsCsv({ rows }: DeclarationsPage): string {
  const head = [
    ...['unit', 'name', 'measure', 'side', 'definition', 'match', 'declared', 'recomputed', 'difference'],
    ...['numerator', 'denominator', 'declaredAs', 'declaredDefinition', 'declaredScheme'],
    ...['case', 'event', 'position', 'occurredAt', 'recordedAt', 'collector', 'collectorMatches'],
  ];
  return [
    csvLine(head),
    ...rows.map(({ unit, name, measure, side, definition, match, declared, recomputed, difference }) => {
      const matches = declared?.collector?.matches ?? null;
      return csvLine([
        ...[unit, name, measure, side, definition, match, declared?.value, recomputed?.[side], difference],
        ...[recomputed?.numerator, recomputed?.denominator],
        ...[declared?.measure, declared?.definition, declared?.scheme],
        ...[declared?.case, declared?.event, declared?.position, declared?.occurredAt, declared?.recordedAt],
        ...[declared?.collector?.value, matches === null ? null : String(matches)],
      ]);
    }),
  ].join('');
}
