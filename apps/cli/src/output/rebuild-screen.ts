/** The builds of the scores, for people. */
import type { BuildSummary, CandidateSummary, CompanyAgain, ParkedUnit, RebuildStatus } from '#assay/scoring';
import { NOTHING, showExact } from './figure.js';
import { type Language, say, type TextName } from './language.js';
import { paragraph } from './paragraph.js';
import { instant } from './screen.js';
import { type Column, fitTable } from './table.js';

interface Line {
  readonly build: BuildSummary;
  readonly role: string;
}

export function rebuildScreen({ live, candidate, previous }: RebuildStatus, language: Language, width: number): string {
  const lines: Line[] = [
    ...(live ? [{ build: live, role: say(language, 'live') }] : []),
    ...(candidate ? [{ build: candidate, role: stageOf(candidate, language) }] : []),
    ...(previous ? [{ build: previous, role: say(language, 'keptBuild') }] : []),
  ];
  if (lines.length === 0) return `${say(language, 'noScores')}\n`;
  const column = (name: TextName, of: (line: Line) => string, more: Partial<Column> = {}): Column => ({
    heading: say(language, name),
    align: 'left',
    cells: lines.map(of),
    ...more,
  });
  const table = fitTable(
    [
      column('build', ({ build }) => String(build.build), { align: 'right' }),
      column('state', ({ role }) => role, { flexible: true }),
      column('position', ({ build }) => (build.position === null ? NOTHING : showExact(build.position)), {
        align: 'right',
      }),
      column('begun', ({ build }) => instant(build.startedAt), { optional: true }),
      column('liveSince', ({ build }) => (build.liveSince === null ? NOTHING : instant(build.liveSince))),
    ],
    width,
  ).text;
  const notes = lines.flatMap(({ build }) => comparisonLines(build, language, width));
  const why = candidate
    ? paragraph(say(language, 'buildWhy', { build: candidate.build, why: candidate.why }), width)
    : [];
  return `${[table, ...why, ...notes].join('\n')}\n`;
}

function stageOf({ stage, isHeld, target }: CandidateSummary, language: Language): string {
  switch (stage) {
    case 'building':
      return say(language, 'building', { target: showExact(target) });
    case 'comparing':
      return say(language, 'comparing');
    case 'ready':
      return say(language, isHeld ? 'held' : 'ready');
    case 'different':
      return say(language, 'isDifferent');
  }
}

function comparisonLines({ build, comparison }: BuildSummary, language: Language, width: number): string[] {
  if (!comparison) return [];
  const { position, totals, movements, clocks, units, differenceCount, differences, leftOut } = comparison;
  const counts = Object.entries({ totals, movements, clocks, units }).map(([name, count]) => [name, showExact(count)]);
  const rows = say(language, 'comparedRows', Object.fromEntries(counts) as Record<string, string>);
  const found = { build, position: showExact(position), count: showExact(differenceCount), rows };
  return [
    ...paragraph(say(language, differenceCount === 0 ? 'comparedEqual' : 'comparedDifferent', found), width),
    ...differences.flatMap((difference) => paragraph(`  ${difference}`, width)),
    ...(leftOut.length > 0 ? paragraph(say(language, 'notCompared', { companies: leftOut.join(', ') }), width) : []),
  ];
}

export function parkedTable(companies: readonly ParkedUnit[], language: Language, width: number): string {
  return fitTable(
    [
      { heading: say(language, 'company'), align: 'left', cells: companies.map(({ unit }) => unit) },
      { heading: say(language, 'name'), align: 'left', optional: true, cells: companies.map(({ name }) => name) },
      { heading: say(language, 'since'), align: 'right', cells: companies.map(({ since }) => showExact(since)) },
      { heading: say(language, 'why'), align: 'left', flexible: true, cells: companies.map(({ reason }) => reason) },
    ],
    width,
  ).text;
}

/** What became of companies that were taken in again. */
export function againTable(companies: readonly CompanyAgain[], language: Language, width: number): string {
  return fitTable(
    [
      { heading: say(language, 'company'), align: 'left', cells: companies.map(({ unit }) => unit) },
      {
        heading: say(language, 'state'),
        align: 'left',
        cells: companies.map(({ parkedSince }) =>
          parkedSince === null
            ? say(language, 'complete')
            : say(language, 'parkedSince', { position: showExact(parkedSince) }),
        ),
      },
      {
        heading: say(language, 'why'),
        align: 'left',
        flexible: true,
        cells: companies.map(({ reason }) => reason ?? NOTHING),
      },
    ],
    width,
  ).text;
}
