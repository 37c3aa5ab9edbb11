/** An inspection (檢查) of a unit by a checklist: items with scores, findings for the circular (通報), evidence. */
import { addDecimals, compareDecimals, isTooLong, POINTS_DECIMALS, wholeDigits } from '../decimal.js';
import { count, decimal, describeCase, instant, list, text } from '../life-cycle.js';
import { Decimal, EvidenceDigests, ListOf, Note, OneOf, Optional, Text, UnitField } from '../fields.js';

const SEVERITIES = ['minor', 'major', 'critical'] as const;

export class InspectionItem {
  @Text('The item of the checklist: `professional-appearance`, `business-skill`, `proactive-service`, `warm-service` …')
  item!: string;

  @Decimal('Points given.', { decimals: POINTS_DECIMALS, from: 0 })
  score!: string;

  @Optional()
  @Decimal('Points that could be had.', { decimals: POINTS_DECIMALS, from: 0 })
  maximum?: string;

  @Optional()
  @Decimal('Points from which the item is in order: with fewer it is below par, and a circular lists it.', {
    decimals: POINTS_DECIMALS,
    from: 0,
  })
  par?: string;

  @Optional()
  @Note('What was seen.')
  note?: string;

  @Optional()
  @EvidenceDigests('Evidence for this item.')
  evidence?: string[];
}

export class InspectionFinding {
  @Note('What was found.')
  finding!: string;

  @Optional()
  @Text('Its code in the catalogue of findings: the same code found again at the same unit is a repeated finding.')
  code?: string;

  @Optional()
  @Text('The item of the checklist that it belongs to.')
  item?: string;

  @Optional()
  @OneOf('How grave it is.', SEVERITIES)
  severity?: (typeof SEVERITIES)[number];

  @Optional()
  @Text('The rule that was broken.')
  rule?: string;

  @Optional()
  @EvidenceDigests('Evidence for this finding.')
  evidence?: string[];
}

export class InspectionHeld {
  @UnitField('The unit that was inspected.')
  unit!: string;

  @Optional()
  @Text('Which checklist, with its version.')
  checklist?: string;

  @Optional()
  @Text('Who inspected: an office or a staff number.')
  inspector?: string;

  @ListOf(InspectionItem, 'The items of the checklist with their scores.', 500)
  items!: InspectionItem[];

  @Optional()
  @ListOf(InspectionFinding, 'What is to be put right.', 500)
  findings?: InspectionFinding[];
}

/**
 * The four matters that checklists of service have in common (形象職業, 業務熟練, 主動服務, 溫情服務), by the code of their
 * item: what measures read of each beside the sum over all items.
 */
export const SERVICE_ITEMS: ReadonlyMap<string, string> = new Map([
  ['professional-appearance', 'appearance'],
  ['business-skill', 'skill'],
  ['proactive-service', 'proactive'],
  ['warm-service', 'warmth'],
]);

const itemAttributes = {
  appearanceScore: decimal('Points given for `professional-appearance` (形象職業).', POINTS_DECIMALS),
  appearanceMaximum: decimal('Points that could be had for it.', POINTS_DECIMALS),
  skillScore: decimal('Points given for `business-skill` (業務熟練).', POINTS_DECIMALS),
  skillMaximum: decimal('Points that could be had for it.', POINTS_DECIMALS),
  proactiveScore: decimal('Points given for `proactive-service` (主動服務).', POINTS_DECIMALS),
  proactiveMaximum: decimal('Points that could be had for it.', POINTS_DECIMALS),
  warmthScore: decimal('Points given for `warm-service` (溫情服務).', POINTS_DECIMALS),
  warmthMaximum: decimal('Points that could be had for it.', POINTS_DECIMALS),
};

const inspectionCase = describeCase({
  kind: 'inspection',
  summary: 'One inspection of one unit.',
  attributes: {
    heldAt: instant('When it was held.'),
    score: decimal('Points given, over all items.', POINTS_DECIMALS),
    maximum: decimal('Points that could be had, over the items that say so.', POINTS_DECIMALS),
    items: count('Items scored.'),
    ...itemAttributes,
    belowPar: count('Items with fewer points than their par, over the items that have one.'),
    findings: count('Findings.'),
    codes: list('The different codes of its findings, sorted.'),
    severities: list('The different severities of its findings, sorted.'),
    checklist: text('Which checklist.'),
    inspector: text('Who inspected.'),
  },
  statuses: { held: { doc: 'Held.', remedy: 'Correct that event, or record another inspection.' } },
});

export const inspection = inspectionCase.kind([
  inspectionCase.fact({
    type: 'inspection.held.v1',
    summary: 'A unit was inspected.',
    dto: InspectionHeld,
    past: 'was held',
    infinitive: 'be held',
    opens: true,
    to: 'held',
    effect: (data, at) => {
      const findings = data.findings ?? [];
      return {
        heldAt: at,
        score: pointsGiven(data),
        maximum: pointsPossible(data),
        items: data.items.length,
        ...serviceItems(data),
        belowPar: data.items.some(({ par }) => par !== undefined)
          ? data.items.filter(({ score, par }) => par !== undefined && compareDecimals(score, par) < 0).length
          : undefined,
        findings: findings.length,
        codes: distinct(findings.flatMap(({ code }) => code ?? [])),
        severities: distinct(findings.flatMap(({ severity }) => severity ?? [])),
        checklist: data.checklist,
        inspector: data.inspector,
      };
    },
    against: (data) => {
      const sum = [pointsGiven(data), pointsPossible(data)].find((points) => isTooLong(points, POINTS_DECIMALS));
      return sum === undefined
        ? undefined
        : `its items add up to ${sum} points, and points have at most ${wholeDigits(POINTS_DECIMALS)} digits before the point. Correct the items.`;
    },
  }),
]);

function distinct(texts: readonly string[]): readonly string[] | undefined {
  return texts.length === 0 ? undefined : [...new Set(texts)].sort();
}

/** Points of the four matters; an item that says no maximum has no share and is left out. */
function serviceItems({ items }: InspectionHeld): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const { item, score, maximum } of items) {
    const matter = SERVICE_ITEMS.get(item);
    if (matter === undefined || maximum === undefined) continue;
    attributes[`${matter}Score`] = addDecimals(attributes[`${matter}Score`] ?? '0', score);
    attributes[`${matter}Maximum`] = addDecimals(attributes[`${matter}Maximum`] ?? '0', maximum);
  }
  return attributes;
}

function pointsGiven({ items }: InspectionHeld): string {
  return items.map(({ score }) => score).reduce(addDecimals, '0');
}

function pointsPossible({ items }: InspectionHeld): string {
  return items.flatMap(({ maximum }) => maximum ?? []).reduce(addDecimals, '0');
}
