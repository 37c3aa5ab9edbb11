/** The cases behind the totals of some units over a period, found through movements and verified by folding each again. */
import { amountPairs } from '../amounts.js';
import { comparePlaces, type Movement, type MovementPlace, type MovementsQuery } from '../score-store.js';
import type { CaseLog } from './case-log.js';
import { type CaseTrail, caseTrail } from './case-trail.js';
import { movementRanges } from './cohort.js';
import { counts, type Scope } from './scope.js';

const MOVEMENTS_AT_ONCE = 500;
/** Before every movement. */
export const START: MovementPlace = { period: 0, position: 0, unit: 0 };

export interface FoundCase {
  readonly trail: CaseTrail;
  /** The place from which to go on so that this case is found next. */
  readonly before: MovementPlace;
}

/**
 * Each case that adds something to the scope, once: at its first movement in it, which its own stream tells. So a walk may
 * be broken off and gone on with at any place.
 *
 * @param movements a page of movements: from one snapshot, or from one of its own each, all of them of one moment
 * @param log as known at that moment
 */
export async function* casesBehind(
  movements: (query: MovementsQuery) => Promise<Movement[]>,
  log: CaseLog,
  scope: Scope,
  from: MovementPlace = START,
): AsyncGenerator<FoundCase, void> {
  const paths = new Map([...scope.units].map(([path, key]) => [key, path]));
  const cases = new CasesOfScope(log, scope);
  let after = from;
  for (const [fromPeriod, toPeriod] of movementRanges(scope.scheme, scope.period)) {
    if (after.period > toPeriod) continue;
    for (;;) {
      const page = await movements({
        scheme: scope.key,
        company: scope.company,
        fromPeriod,
        toPeriod,
        after,
        limit: MOVEMENTS_AT_ONCE,
      });
      for (const { period, position, unit, amounts } of page) {
        const path = paths.get(unit);
        const isWanted = path !== undefined && amountPairs(amounts).some(([slot]) => counts(scope, path, slot, period));
        const trail = isWanted ? await cases.firstSeenAt({ period, position, unit }) : null;
        if (trail) yield { trail, before: after };
        after = { period, position, unit };
      }
      if (page.length < MOVEMENTS_AT_ONCE) break;
    }
  }
}

/** Most cases of a walk that are remembered: one mostly moves again soon after it moved first. */
const MOST_REMEMBERED = 500;

/** The cases of a scope as a walk meets them. A case that was looked at is not folded again at its next movement. */
class CasesOfScope {
  /** By case: its first place in the scope, null when it adds nothing to it. */
  private readonly firsts = new Map<string, MovementPlace | null>();

  constructor(
    private readonly log: CaseLog,
    private readonly scope: Scope,
  ) {}

  /** The case that a movement belongs to, when it is the case's first in the scope and the case still adds something. */
  async firstSeenAt(place: MovementPlace): Promise<CaseTrail | null> {
    const [event] = await this.log.readAll({ after: place.position - 1, limit: 1 });
    if (!event) return null;
    const known = this.firsts.get(event.stream);
    if (known !== undefined && (known === null || comparePlaces(known, place) !== 0)) return null;
    const trail = await caseTrail(this.log, event.stream, this.scope.scheme, this.scope.counted);
    const first = addsAnything(trail, this.scope) ? (firstPlace(trail, this.scope) ?? null) : null;
    if (this.firsts.size >= MOST_REMEMBERED) this.firsts.clear();
    this.firsts.set(event.stream, first);
    return first && comparePlaces(first, place) === 0 ? trail : null;
  }
}

/** What stood and stands no more cancels out. */
function addsAnything({ contributions }: CaseTrail, scope: Scope): boolean {
  const sums = new Map<number, number>();
  for (const { unit, slot, period, amount } of contributions)
    if (counts(scope, unit, slot, period)) sums.set(slot, (sums.get(slot) ?? 0) + amount);
  return [...sums.values()].some((sum) => sum !== 0);
}

function firstPlace(trail: CaseTrail, scope: Scope): MovementPlace | undefined {
  return trail.steps
    .flatMap(({ position, differences }) =>
      differences.flatMap(({ unit, period, amounts }) => {
        const key = scope.units.get(unit);
        return key !== undefined && amountPairs(amounts).some(([slot]) => counts(scope, unit, slot, period))
          ? [{ period, position, unit: key }]
          : [];
      }),
    )
    .sort(comparePlaces)[0];
}
