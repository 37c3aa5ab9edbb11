/** A circular as a table: a line for each inspection, then for each finding and each item below par, unit by unit. */
import { csvLine, type CsvValue } from '../csv.js';
import type { Circular, InspectedUnit, Repeat } from './circular.js';

const HEAD = [
  ...['unit', 'name', 'entry', 'inspection', 'heldAt', 'heldOn', 'severity', 'code', 'item', 'rule', 'text'],
  ...['score', 'maximum', 'par', 'checklist', 'inspector'],
  ...['isRepeat', 'repeatOf', 'repeatHeldOn', 'timesBefore'],
  ...['period', 'knownAtPosition', 'knownAtRecordedAt', 'ledger', 'simulated'],
] as const;
type Line = Partial<Record<(typeof HEAD)[number], CsvValue>>;

export function circularCsv(circular: Circular): string {
  const every: Line = {
    period: circular.period,
    knownAtPosition: circular.knownAt.position,
    knownAtRecordedAt: circular.knownAt.recordedAt,
    ledger: circular.ledger,
    simulated: circular.simulated,
  };
  const lines = circular.units.flatMap((unit) => linesOf(unit).map((line) => ({ ...every, ...line })));
  return [csvLine(HEAD), ...lines.map((line: Line) => csvLine(HEAD.map((column) => line[column])))].join('');
}

function linesOf({ unit, name, inspections, findings, belowPar }: InspectedUnit): Line[] {
  return [
    ...inspections.map((report): Line => ({ unit, name, entry: 'inspection', ...report })),
    ...findings.map(({ finding, evidence: _evidence, repeat, ...rest }): Line => ({
      unit,
      name,
      entry: 'finding',
      ...rest,
      text: finding,
      ...repeatColumns(repeat),
    })),
    ...belowPar.map(({ note, evidence: _evidence, repeat, ...rest }): Line => ({
      unit,
      name,
      entry: 'below-par',
      ...rest,
      text: note,
      ...repeatColumns(repeat),
    })),
  ];
}

const repeatColumns = (repeat: Repeat | null): Line => ({
  isRepeat: repeat !== null,
  repeatOf: repeat?.inspection,
  repeatHeldOn: repeat?.heldOn,
  timesBefore: repeat?.times ?? 0,
});
