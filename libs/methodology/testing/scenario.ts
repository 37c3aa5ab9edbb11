import {
  type Fact,
  fold,
  granularityOf,
  daysOf,
  parsePeriod,
  unitAndAncestors,
  unitLevel,
  type UnitLevel,
} from '#assay/service-record';
import { scoreCohort } from '../src/cohort.js';
import { compileScheme } from '../src/compile.js';
import type { CohortMember, ScoredCohort, UnitProfile } from '../src/contribution.js';
import { parseScheme } from '../src/parse.js';
import { shipped } from './shipped.js';

/** What happened in one case: `[type without version, day or instant, data]`, in order of arrival. */
export type Story = readonly (readonly [type: string, time: string, data: object])[];

const DEFAULT_PROFILE = { licensedAt: 0 };

/** Cases told as facts, folded by the ledger's own rules, summed and scored: the whole way from event to grade, in memory. */
export class Scenario {
  private readonly stories: { readonly kind: string; readonly facts: readonly Fact[] }[] = [];

  constructor(
    private readonly schemeName: string,
    private readonly profiles: Readonly<Record<string, Partial<UnitProfile>>> = {},
  ) {}

  /** Tells the same story of `times` cases. */
  given(kind: string, story: Story, times = 1): this {
    for (let index = 0; index < times; index++) {
      const subject = `${kind}/${this.stories.length}`;
      const facts = story.map(([type, time, data], position): Fact => ({
        specversion: '1.0',
        id: String(position),
        source: 'urn:spec',
        type: `${type}.v1`,
        subject,
        time: new Date(time).toISOString(),
        data,
      }));
      this.stories.push({ kind, facts });
    }
    return this;
  }

  board(periodText: string, level: UnitLevel = 'company'): ScoredCohort {
    const scheme = compileScheme(parseScheme(shipped(this.schemeName)), 'hash');
    const period = parsePeriod(periodText);
    const totals = new Map<string, number[]>();
    for (const { facts } of this.stories)
      for (const { unit, period: code, slot, amount } of scheme.contributions(fold(facts))) {
        const [first, last] = daysOf(code);
        const counts =
          granularityOf(code) === 'day'
            ? (scheme.slots[slot]?.isStanding === true || first >= period.firstDay) && last <= period.lastDay
            : code === period.code;
        if (!counts) continue;
        for (const path of unitAndAncestors(unit)) {
          const slots = totals.get(path) ?? scheme.slots.map(() => 0);
          slots[slot] = (slots[slot] ?? 0) + amount;
          totals.set(path, slots);
        }
      }
    const members = [...totals]
      .filter(([unit]) => unitLevel(unit) === level)
      .map(([unit, slots]): CohortMember => {
        const name = unit.slice(unit.lastIndexOf('/') + 1);
        return { unit, slots, profile: { ...DEFAULT_PROFILE, name, ...this.profiles[unit] } };
      });
    return scoreCohort(scheme, members, { level, lastDay: period.lastDay });
  }
}
