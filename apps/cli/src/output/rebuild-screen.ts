/** The builds of the scores, for people. */
import type {
  BuildComparison,
  BuildSummary,
  CandidateSummary,
  CompanyAgain,
  ParkedUnit,
  RebuildStatus,
} from '#assay/scoring';
import { NOTHING, showExact } from './figure.js';
import { paragraph } from './paragraph.js';
import { instant } from './screen.js';
import { type Column, fitTable } from './table.js';

interface Line {
  readonly build: BuildSummary;
  readonly role: string;
}

export function rebuildScreen({ live, candidate, previous }: RebuildStatus, width: number): string {
  const lines: Line[] = [
    ...(live ? [{ build: live, role: 'live' }] : []),
    ...(candidate ? [{ build: candidate, role: stageOf(candidate) }] : []),
    ...(previous ? [{ build: previous, role: 'kept, to roll back to' }] : []),
  ];
  if (lines.length === 0) return 'There are no scores yet.\n';
  const column = (heading: string, of: (line: Line) => string, more: Partial<Column> = {}): Column => ({
    heading,
    align: 'left',
    cells: lines.map(of),
    ...more,
  });
  const table = fitTable(
    [
      column('Build', ({ build }) => String(build.build), { align: 'right' }),
      column('State', ({ role }) => role, { flexible: true }),
      column('Position', ({ build }) => (build.position === null ? NOTHING : showExact(build.position)), {
        align: 'right',
      }),
      column('Begun', ({ build }) => instant(build.startedAt), { optional: true }),
      column('Live since', ({ build }) => (build.liveSince === null ? NOTHING : instant(build.liveSince))),
    ],
    width,
  ).text;
  const notes = lines.flatMap(({ build }) => comparisonLines(build, width));
  const why = candidate ? paragraph(`Build ${candidate.build}: ${candidate.why}`, width) : [];
  return `${[table, ...why, ...notes].join('\n')}\n`;
}

function stageOf({ stage, isHeld, target }: CandidateSummary): string {
  switch (stage) {
    case 'building':
      return `building; it began when the log had ${showExact(target)} events`;
    case 'comparing':
      return 'being compared with the live build';
    case 'ready':
      return isHeld ? 'ready; held until "assay rebuild go-live"' : 'ready';
    case 'different':
      return 'different; it goes live only by "assay rebuild go-live"';
  }
}

export function comparisonLines({ build, comparison }: BuildSummary, width: number): string[] {
  if (!comparison) return [];
  const { position, totals, movements, clocks, units, differenceCount, differences, leftOut } = comparison;
  const found = differenceCount === 0 ? 'equal' : `DIFFERENT in ${showExact(differenceCount)} places`;
  return [
    ...paragraph(
      `Build ${build} was compared with the live one at position ${showExact(position)}: ${found} (${rows({ totals, movements, clocks, units })}).`,
      width,
    ),
    ...differences.flatMap((difference) => paragraph(`  ${difference}`, width)),
    ...(leftOut.length > 0
      ? paragraph(`Left out, for the live build has parked them: ${leftOut.join(', ')}.`, width)
      : []),
  ];
}

function rows(counts: Pick<BuildComparison, 'totals' | 'movements' | 'clocks' | 'units'>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${showExact(count)} ${name}`)
    .join(', ');
}

export function parkedTable(companies: readonly ParkedUnit[], width: number): string {
  return fitTable(
    [
      { heading: 'Company', align: 'left', cells: companies.map(({ unit }) => unit) },
      { heading: 'Name', align: 'left', optional: true, cells: companies.map(({ name }) => name) },
      { heading: 'Since', align: 'right', cells: companies.map(({ since }) => showExact(since)) },
      { heading: 'Why', align: 'left', flexible: true, cells: companies.map(({ reason }) => reason) },
    ],
    width,
  ).text;
}

/** What became of companies that were taken in again. */
export function againTable(companies: readonly CompanyAgain[], width: number): string {
  return fitTable(
    [
      { heading: 'Company', align: 'left', cells: companies.map(({ unit }) => unit) },
      {
        heading: 'State',
        align: 'left',
        cells: companies.map(({ parkedSince }) =>
          parkedSince === null ? 'complete' : `parked since ${showExact(parkedSince)}`,
        ),
      },
      { heading: 'Why', align: 'left', flexible: true, cells: companies.map(({ reason }) => reason ?? NOTHING) },
    ],
    width,
  ).text;
}
