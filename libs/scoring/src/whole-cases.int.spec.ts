import fc from 'fast-check';

import type { StoredEvent } from '#assay/event-log';
import type { CompiledScheme } from '#assay/methodology';
import { type MeasuredCase, measured, type CaseState } from '#assay/service-record';
import { canonicalise } from '#assay/transparency';

import { CaseCounting } from './case-counting.js';
import { SchemeLibrary } from './scheme-library.js';
import { history } from './testing/history.contract.js';
import { advance, untracked } from './tracked-case.js';
import { type CountedCase, visitSteps } from './whole-cases.js';

let schemes: readonly CompiledScheme[];
beforeAll(async () => ({ schemes } = await SchemeLibrary.load()));

interface Step {
  readonly position: number;
  readonly before: CountedCase;
  readonly after: CountedCase;
}

const measuredOf = (state: MeasuredCase | null): MeasuredCase | null => state && measured(state as CaseState);
const told = ({ state, contributions }: CountedCase): CountedCase => ({ state: measuredOf(state), contributions });

/** Every event with all of its case's facts. */
function advanced(events: readonly StoredEvent[]): Step[] {
  let before = untracked(schemes);
  return events.flatMap((event) => {
    const [earlier, after] = [before, advance(before, event, schemes)];
    before = after;
    return after.broken ? [] : [{ position: event.position, before: told(earlier), after: told(after) }];
  });
}

function visited(events: readonly StoredEvent[]): Step[] {
  const steps: Step[] = [];
  visitSteps(events, new CaseCounting(schemes), ({ position }, before, after) =>
    steps.push({ position, before: told(before), after: told(after) }),
  );
  return steps;
}

/** A history's facts, and some of them once more in any order: these contradict their cases, some of which are mended later. */
const events = fc
  .tuple(
    history,
    history.chain((facts) => fc.shuffledSubarray(facts)),
  )
  .map(([facts, contradicting]) => [
    ...Map.groupBy([...facts, ...contradicting], ({ subject }) => subject)
      .values()
      .map((own): StoredEvent[] =>
        own.map((fact, revision) => ({
          ...{ position: 10 + revision, stream: fact.subject, revision, recordedAt: 0 },
          body: canonicalise(fact),
        })),
      ),
  ]);

test('a case visited event by event is at each the one that all of its facts make', () => {
  let broken = 0;
  fc.assert(
    fc.property(events, (cases) => {
      for (const each of cases) {
        const steps = visited(each);
        expect(steps).toEqual(advanced(each));
        if (steps.length < each.length) broken += 1;
      }
    }),
    { numRuns: 50 },
  );
  expect(broken).toBeGreaterThan(0);
});

test('an event that cannot be read breaks its case, and what was before counts', () => {
  const [first] = fc.sample(events, { numRuns: 1, seed: 7 }).flatMap((cases) => cases.slice(0, 1));
  const event = first?.[0];
  if (!event) throw new Error('A history has an event.');
  const unreadable = { ...event, revision: 1, position: 11, body: '{' };
  expect(visited([event, unreadable])).toEqual(visited([event]));
});
