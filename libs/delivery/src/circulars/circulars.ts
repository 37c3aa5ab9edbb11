import type { EventLog } from '#assay/event-log';
import { publisherOf } from '#assay/intake/sources';
import { knownAt, type NameSource, QueryError, readAt, type ScoreReader, type ScoreView } from '#assay/scoring';
import {
  addDecimals,
  compareDecimals,
  dayOf,
  formatPeriod,
  dayCode,
  type InspectionFinding,
  type InspectionItem,
  type Period,
  parsePeriod,
  parseUnitPath,
  unitAndAncestors,
} from '#assay/service-record';
import { formatTimestamp } from '#assay/transparency';
import { Sources } from '../sources.js';
import {
  type Circular,
  type CircularQuery,
  type CircularSummary,
  DEFAULT_OFFSET,
  DEFAULT_PAR,
  type InspectedUnit,
  type InspectionReport,
  type ItemBelowPar,
  type Repeat,
  type ReportedFinding,
  SEVERITIES,
} from './circular.js';
import { type BrokenInspection, type HeldInspection, heldInspections } from './held-inspections.js';
import { parOf } from './par.js';

export class Circulars {
  constructor(
    private readonly reader: ScoreReader,
    private readonly log: EventLog,
    private readonly nameSource: NameSource = publisherOf,
  ) {}

  /** @throws PeriodError, UnitPathError, QueryError, MomentError */
  async circular({ period: text, unit, knownAt: asked, ...rest }: CircularQuery): Promise<Circular> {
    const { par = DEFAULT_PAR, utcOffset = DEFAULT_OFFSET } = rest;
    const period = parsePeriod(text);
    if (unit !== undefined) parseUnitPath(unit);
    if (!/^(?:0(?:\.\d{1,4})?|1(?:\.0{1,4})?)$/.test(par))
      throw new QueryError(`par is "${par.slice(0, 40)}": write a share of the maximum from 0 to 1, such as 0.6.`);
    const clock = clockOf(utcOffset);
    const known = await readAt(this.reader, this.log, { knownAt: asked }, async (view) =>
      knownAt(await view.checkpoint()),
    );
    const found = await this.gather(period, clock, unit, known.position);
    const units: InspectedUnit[] = [];
    await this.reader.snapshot(async (view) => {
      for (const path of [...found.byUnit.keys()].sort()) {
        const report = unitReport(found.byUnit.get(path) ?? [], period, clock, par);
        if (report.inspections.length === 0) continue;
        const lineage = await namesOf(view, unitAndAncestors(path));
        units.push({ unit: path, name: lineage.at(-1) ?? path, lineage, ...report });
      }
    }, known.position);
    return {
      period: period.text,
      firstDay: formatPeriod(dayCode(period.firstDay)),
      lastDay: formatPeriod(dayCode(period.lastDay)),
      utcOffset,
      unit: unit ?? null,
      par,
      knownAt: known,
      ledger: this.log.ledgerId,
      simulated: found.sources.simulated,
      sources: await found.sources.named(this.nameSource),
      summary: summaryOf(units),
      units,
      broken: found.broken,
    };
  }

  /** Inspections up to the end of the period, by unit. */
  private async gather(period: Period, clock: Clock, under: string | undefined, position: number) {
    const byUnit = new Map<string, HeldInspection[]>();
    const broken: BrokenInspection[] = [];
    const sources = new Sources();
    for await (const told of heldInspections(this.reader, this.log, position)) {
      if ('reason' in told) {
        broken.push(told);
        continue;
      }
      const isUnder = under === undefined || told.unit === under || told.unit.startsWith(`${under}/`);
      if (!isUnder || clock(told.heldAt) > period.lastDay) continue;
      const ofUnit = byUnit.get(told.unit);
      if (ofUnit) ofUnit.push(told);
      else byUnit.set(told.unit, [told]);
      if (clock(told.heldAt) >= period.firstDay) told.origins.forEach((origin) => sources.add(origin));
    }
    return { byUnit, broken, sources };
  }
}

async function namesOf(view: ScoreView, paths: readonly string[]): Promise<string[]> {
  const units = await Promise.all(paths.map((path) => view.unitByPath(path)));
  return units.map((unit, index) => unit?.name ?? paths[index] ?? '');
}

/** The day (since 1970-01-01) on which an instant falls. */
type Clock = (epochMs: number) => number;

/** @throws QueryError */
function clockOf(utcOffset: string): Clock {
  const [, sign, hours, minutes] = /^([+-])(0\d|1[0-4]):([0-5]\d)$/.exec(utcOffset) ?? [];
  if (sign === undefined)
    throw new QueryError(
      `utcOffset is "${utcOffset.slice(0, 40)}": write how far the clock is from UTC, such as +08:00.`,
    );
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  return (epochMs) => dayOf(epochMs, offset);
}

/** What is remembered of one finding or item at one unit, going through its inspections by time. */
class Past {
  private readonly seen = new Map<string, Repeat>();

  repeatOf(key: string): Repeat | null {
    return this.seen.get(key) ?? null;
  }

  /** Once per inspection, however often it was found in it. */
  remember(keys: Iterable<string>, when: Omit<Repeat, 'times'>): void {
    for (const key of new Set(keys)) this.seen.set(key, { ...when, times: (this.seen.get(key)?.times ?? 0) + 1 });
  }
}

function unitReport(
  held: readonly HeldInspection[],
  period: Period,
  clock: Clock,
  share: string,
): Omit<InspectedUnit, 'unit' | 'name' | 'lineage'> {
  const past = new Past();
  const inspections: InspectionReport[] = [];
  const findings: ReportedFinding[] = [];
  const belowPar: ItemBelowPar[] = [];
  const inOrder = held.toSorted((a, b) => a.heldAt - b.heldAt || (a.inspection < b.inspection ? -1 : 1));
  for (const { inspection, heldAt: at, data } of inOrder) {
    const day = clock(at);
    const when = { inspection, heldAt: formatTimestamp(at), heldOn: formatPeriod(dayCode(day)) };
    const low = data.items.flatMap((item) => {
      const par = parOf(item, share);
      return par !== null && compareDecimals(item.score, par) < 0 ? [{ item, par }] : [];
    });
    const found = data.findings ?? [];
    if (day >= period.firstDay) {
      inspections.push({
        ...when,
        checklist: data.checklist ?? null,
        inspector: data.inspector ?? null,
        ...pointsOf(data.items),
      });
      for (const finding of found)
        findings.push({ ...when, ...reported(finding), repeat: past.repeatOf(findingKey(finding)) });
      for (const { item, par } of low)
        belowPar.push({
          ...when,
          item: item.item,
          score: item.score,
          maximum: item.maximum ?? null,
          par,
          note: item.note ?? null,
          evidence: item.evidence ?? [],
          repeat: past.repeatOf(itemKey(item)),
        });
    }
    past.remember([...found.map(findingKey), ...low.map(({ item }) => itemKey(item))], when);
  }
  return { inspections, findings: findings.sort((a, b) => rank(a) - rank(b)), belowPar };
}

/** A stable sort keeps time and order within a severity. */
const rank = ({ severity }: ReportedFinding): number =>
  severity === null ? SEVERITIES.length : SEVERITIES.indexOf(severity);

function reported({ finding, code, item, rule, severity, evidence }: InspectionFinding) {
  return {
    severity: severity ?? null,
    code: code ?? null,
    item: item ?? null,
    rule: rule ?? null,
    finding,
    evidence: evidence ?? [],
  };
}

/**
 * What makes two findings the same: their code. Where the catalogue has none, the rule that was broken and the item; where
 * neither is stated, the very words.
 */
function findingKey({ code, rule, item, finding }: InspectionFinding): string {
  if (code !== undefined) return JSON.stringify(['code', code]);
  if (rule !== undefined || item !== undefined) return JSON.stringify(['rule', rule ?? null, item ?? null]);
  return JSON.stringify(['words', finding]);
}

const itemKey = ({ item }: InspectionItem): string => JSON.stringify(['below par', item]);

function pointsOf(items: readonly InspectionItem[]): Pick<InspectionReport, 'score' | 'maximum'> {
  const maxima = items.flatMap(({ maximum }) => maximum ?? []);
  return {
    score: items.map(({ score }) => score).reduce(addDecimals, '0'),
    maximum: maxima.length === 0 ? null : maxima.reduce(addDecimals, '0'),
  };
}

function summaryOf(units: readonly InspectedUnit[]): CircularSummary {
  const findings = units.flatMap((unit) => unit.findings);
  const of = (severity: string | null): number => findings.filter((finding) => finding.severity === severity).length;
  return {
    units: units.length,
    inspections: units.reduce((sum, { inspections }) => sum + inspections.length, 0),
    itemsBelowPar: units.reduce((sum, { belowPar }) => sum + belowPar.length, 0),
    findings: findings.length,
    bySeverity: { critical: of('critical'), major: of('major'), minor: of('minor'), unstated: of(null) },
    repeatFindings: findings.filter(({ repeat }) => repeat !== null).length,
  };
}
