import type { ReplayReport } from '#assay/scoring';
import { grouped } from './decimal-text.js';
import { showExact } from './figure.js';
import { paragraph } from './paragraph.js';
import { fitTable } from './table.js';

/** What an independent replay found: one sentence when all is well, a table of differences when it is not. */
export function replayScreen(report: ReplayReport, width: number): string {
  const { events, cases, rows, seconds, schemes, knownAt, samples } = report;
  const rate = seconds > 0 ? `, ${grouped(Math.round(events / seconds))} events/s` : '';
  const lines = [
    ...paragraph(
      `${grouped(events)} events of ${grouped(cases)} cases folded afresh in ${seconds.toFixed(1)} s${rate}; ` +
        `${grouped(rows)} totals of ${schemes.join(', ')} compared, as known at position ${grouped(knownAt.position)}${samples.length > 0 ? ` and at ${grouped(samples.length)} before it` : ''}.`,
      width,
    ),
    '',
    verdict(report),
  ];
  if (report.differences.length > 0) lines.push('', differenceTable(report, width));
  for (const { unit, since, reason } of report.parked) {
    lines.push(...paragraph(`Not compared: ${unit}, parked since position ${grouped(since)}. ${reason}`, width));
  }
  for (const broken of report.broken) {
    lines.push(...paragraph(`Cannot be folded: ${broken.caseId}. ${broken.reason}`, width));
  }
  return `${lines.join('\n')}\n`;
}

function verdict({ isEqual, differenceCount, broken }: ReplayReport): string {
  if (isEqual) return 'Equal: every total is what the events say.';
  const parts = [
    ...(differenceCount > 0 ? [`figures that are not what the events say: ${grouped(differenceCount)}`] : []),
    ...(broken.length > 0 ? [`cases that cannot be folded: ${grouped(broken.length)}`] : []),
  ];
  return `DIFFERENT: ${parts.join('; ')}.`;
}

function differenceTable(report: ReplayReport, width: number): string {
  const { differences, differenceCount } = report;
  const table = fitTable(
    [
      ...(report.samples.length > 0
        ? [
            {
              heading: 'Position',
              align: 'right' as const,
              cells: differences.map(({ position }) => grouped(position)),
            },
          ]
        : []),
      { heading: 'Scheme', align: 'left', cells: differences.map(({ scheme }) => scheme) },
      { heading: 'Unit', align: 'left', flexible: true, cells: differences.map(({ unit }) => unit) },
      { heading: 'Period', align: 'left', cells: differences.map(({ period }) => period) },
      {
        heading: 'Measure',
        align: 'left',
        cells: differences.map(({ measure, side }) => `${measure} ${side === 'numerator' ? '↑' : '↓'}`),
      },
      { heading: 'By the events', align: 'right', cells: differences.map(({ expected }) => showExact(expected)) },
      { heading: 'In the scores', align: 'right', cells: differences.map(({ found }) => showExact(found)) },
    ],
    width,
  ).text;
  const rest = differenceCount - differences.length;
  return rest > 0 ? `${table}\n… and ${grouped(rest)} more.` : table;
}
