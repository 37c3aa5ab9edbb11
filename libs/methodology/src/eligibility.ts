import { dayOf } from '#assay/service-record';
import type { UnitProfile } from './contribution.js';
import type { ResultRule } from './score-language.js';
import type { Settings } from './settings.js';

/** Whether a company takes part in a round; `unknown` names what nobody recorded, so that the scheme's word decided. */
export interface Eligibility {
  /** A sentence why it does not take part; null when it does. */
  readonly against: string | null;
  readonly unknown: readonly string[];
}

const TAKES_PART: Eligibility = { against: null, unknown: [] };

/** Whether a company takes part in a round that ends on a day (days since 1970-01-01). */
export type EligibilityRule = (profile: UnitProfile, lastDay: number) => Eligibility;

export function eligibilityRule(rule: ResultRule['eligibility'], settings: Settings): EligibilityRule {
  if (!rule) return () => TAKES_PART;
  const { excludedTypes = [], accountingYears, whenUnknown } = rule;
  const needed = accountingYears === undefined ? 0 : settings.integer(accountingYears);
  return ({ insurerType, licensedAt }, lastDay) => {
    const unknown: string[] = [];
    if (excludedTypes.length > 0) {
      if (insurerType === undefined) unknown.push('insurer type');
      else if (excludedTypes.includes(insurerType))
        return { against: `The scheme leaves out ${insurerType} insurers.`, unknown: [] };
    }
    if (needed > 0) {
      if (licensedAt === undefined) unknown.push('date of licence');
      else {
        const years = fullYears(dayOf(licensedAt, settings.utcOffsetMinutes), lastDay);
        if (years < needed)
          return {
            against: `It has ${years} full accounting years by ${isoDay(lastDay)}; the scheme asks for ${needed}.`,
            unknown: [],
          };
      }
    }
    if (unknown.length === 0) return TAKES_PART;
    if (whenUnknown === 'ineligible')
      return { against: `Nobody recorded its ${unknown.join(' or its ')}, which the scheme asks for.`, unknown };
    return { against: null, unknown };
  };
}

/** Full calendar years from a licence to a day: the first is the year after the licence, unless that came on 1 January. */
function fullYears(licensedOn: number, lastDay: number): number {
  const licence = new Date(licensedOn * DAY_MS);
  const onFirstDay = licence.getUTCMonth() === 0 && licence.getUTCDate() === 1;
  const first = licence.getUTCFullYear() + (onFirstDay ? 0 : 1);
  const end = new Date((lastDay + 1) * DAY_MS);
  return Math.max(0, end.getUTCFullYear() - first);
}

const isoDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
const DAY_MS = 86_400_000;
