/** A circular as people read it: a letter in plain text, one numbered section a unit. */
import { filled, type Language } from '../language.js';
import type { Circular, InspectedUnit, InspectionReport, ItemBelowPar, Repeat, ReportedFinding } from './circular.js';
import { CIRCULAR_TEXTS, type CircularTexts } from './wording.js';

export function circularText(circular: Circular, language: Language): string {
  const texts = CIRCULAR_TEXTS[language];
  const { knownAt, units, broken } = circular;
  return [
    filled(texts.title, { period: circular.period }),
    ...(circular.simulated ? [texts.simulated] : []),
    '',
    filled(texts.days, { first: circular.firstDay, last: circular.lastDay, offset: circular.utcOffset }),
    ...(circular.unit === null ? [] : [filled(texts.under, { unit: circular.unit })]),
    knownAt.recordedAt === null
      ? texts.empty
      : filled(texts.knownAt, { position: knownAt.position, time: minute(knownAt.recordedAt) }),
    ...(circular.simulated || circular.sources.length === 0
      ? []
      : [filled(texts.sources, { sources: circular.sources.join(texts.join) })]),
    '',
    units.length === 0 ? texts.none : summary(circular, texts),
    ...units.flatMap((unit, index) => ['', ...section(unit, index + 1, texts)]),
    ...(broken.length === 0
      ? []
      : ['', texts.broken, ...broken.map(({ inspection, reason }) => `  - ${inspection}: ${reason}`)]),
    '',
  ].join('\n');
}

function summary({ summary: counts }: Circular, texts: CircularTexts): string {
  return filled(texts.summary, {
    units: counts.units,
    inspections: counts.inspections,
    belowPar: counts.itemsBelowPar,
    findings: counts.findings,
    ...counts.bySeverity,
    repeats: counts.repeatFindings,
  });
}

function section(unit: InspectedUnit, number: number, texts: CircularTexts): string[] {
  return [
    `${number}. ${unit.lineage.join(' › ')}${texts.open}${unit.unit}${texts.close}`,
    ...unit.inspections.map((inspection) => `   ${inspectionLine(inspection, texts)}`),
    ...(unit.findings.length === 0
      ? []
      : [`   ${texts.findings}`, ...unit.findings.map((finding) => `   - ${findingLine(finding, texts)}`)]),
    ...(unit.belowPar.length === 0
      ? []
      : [`   ${texts.belowPar}`, ...unit.belowPar.map((item) => `   - ${itemLine(item, texts)}`)]),
    ...(unit.findings.length + unit.belowPar.length === 0 ? [`   ${texts.clean}`] : []),
  ];
}

function inspectionLine(report: InspectionReport, texts: CircularTexts): string {
  const { inspection, heldOn, score, maximum, checklist, inspector } = report;
  const values = { day: heldOn, inspection, score, maximum: maximum ?? '' };
  return [
    filled(maximum === null ? texts.held : texts.heldOf, values),
    ...(checklist === null ? [] : [filled(texts.checklist, { checklist })]),
    ...(inspector === null ? [] : [filled(texts.inspector, { inspector })]),
  ].join(' ');
}

function findingLine(finding: ReportedFinding, texts: CircularTexts): string {
  const { severity, code, item, rule, heldOn, repeat } = finding;
  const about = [
    ...(code === null ? [] : [filled(texts.code, { code })]),
    ...(item === null ? [] : [filled(texts.ofItem, { item })]),
    ...(rule === null ? [] : [filled(texts.rule, { rule })]),
    filled(texts.on, { day: heldOn }),
    ...repeated(repeat, texts),
  ];
  return `[${texts[severity ?? 'unstated']}] ${oneLine(finding.finding)}${texts.open}${about.join(texts.join)}${texts.close}`;
}

function itemLine({ item, score, par, note, heldOn, repeat }: ItemBelowPar, texts: CircularTexts): string {
  const about = [
    ...(note === null ? [] : [oneLine(note)]),
    filled(texts.on, { day: heldOn }),
    ...repeated(repeat, texts),
  ];
  return `${filled(texts.item, { item, score, par })}${texts.open}${about.join(texts.join)}${texts.close}`;
}

function repeated(repeat: Repeat | null, texts: CircularTexts): string[] {
  if (repeat === null) return [];
  return [filled(texts.repeat, { ...repeat, day: repeat.heldOn })];
}

/** What somebody wrote may have line breaks; a list entry has none. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
const minute = (timestamp: string): string => `${timestamp.slice(0, 16).replace('T', ' ')} UTC`;
