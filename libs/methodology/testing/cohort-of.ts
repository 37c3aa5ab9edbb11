import { parsePeriod, type UnitLevel } from '#assay/service-record';
import { scoreCohort } from '../src/cohort.js';
import { compileScheme } from '../src/compile.js';
import type { CohortMember, CompiledScheme, ScoredCohort, UnitProfile, UnitScore } from '../src/contribution.js';
import { parseScheme } from '../src/parse.js';
import { smallScheme, vocabulary } from './small-scheme.js';

/** The small scheme after some changes, compiled. */
export function compiled(change: (scheme: ReturnType<typeof smallScheme>) => void = () => undefined): CompiledScheme {
  const scheme = smallScheme();
  change(scheme);
  return compileScheme(parseScheme(scheme, vocabulary), 'hash');
}

/** A company with its slots: merry visits, visits, days, seats, tips in cents. */
export function member(id: string, slots: readonly number[], profile: Partial<UnitProfile> = {}): CohortMember {
  return { unit: `company/${id}`, slots, profile: { name: id, licensedAt: 0, insurerType: 'property', ...profile } };
}

/** The cohort of 2024. */
export function scored(
  scheme: CompiledScheme,
  members: readonly CohortMember[],
  level: UnitLevel = 'company',
): ScoredCohort {
  return scoreCohort(scheme, members, { level, lastDay: parsePeriod('2024').lastDay });
}

/** One company alone. */
export function scoredAlone(
  scheme: CompiledScheme,
  slots: readonly number[],
  profile?: Partial<UnitProfile>,
): UnitScore {
  const [unit] = scored(scheme, [member('A', slots, profile)]).units;
  if (!unit) throw new Error('A cohort of one has one unit.');
  return unit;
}
