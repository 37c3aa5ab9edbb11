import type { StoredEvent } from '#assay/event-log';
import type { CompiledScheme, Contribution } from '#assay/methodology';
import { type CaseState, companyOf, evolve, type Fact, fold, parseUnitPath, readFact } from '#assay/service-record';

const NOTHING: readonly Contribution[] = [];

/** What a case's last event made of it, or why nothing could be made of it any more. */
export interface TrackedCase {
  readonly revision: number;
  /** Null when the case is broken before its first good fact. */
  readonly state: CaseState | null;
  /** One list per scheme. */
  readonly contributions: readonly (readonly Contribution[])[];
  /** The last event read, when it could be read. */
  readonly fact: Fact | null;
  readonly broken: BrokenCase | null;
}

/** A case that cannot be folded: from here on none of its events counts, whatever comes. */
export interface BrokenCase {
  /** The sentence of the error. */
  readonly reason: string;
  /** Position of the event that could not be taken in. */
  readonly position: number;
  /** Paths of the companies whose scores this touches; empty when not even that can be known. */
  readonly companies: readonly string[];
}

/** A case before its first event. */
export function untracked(schemes: readonly CompiledScheme[]): TrackedCase {
  return { revision: -1, state: null, contributions: schemes.map(() => NOTHING), fact: null, broken: null };
}

/** A case that its events, all of which were taken in before, make. */
export function trackedAs(bodies: readonly string[], schemes: readonly CompiledScheme[]): TrackedCase {
  const state = fold(bodies.map(readFact));
  return {
    revision: bodies.length - 1,
    state,
    contributions: contributionsOf(state, schemes),
    fact: null,
    broken: null,
  };
}

const contributionsOf = (state: CaseState, schemes: readonly CompiledScheme[]): TrackedCase['contributions'] =>
  schemes.map((scheme) => (scheme.caseKinds.has(state.kind) ? scheme.contributions(state) : NOTHING));

/**
 * The case after one more event. Never throws: an event that cannot be read, that contradicts its case, or whose amounts
 * cannot be exact, breaks the case and is remembered as such.
 */
export function advance(before: TrackedCase, event: StoredEvent, schemes: readonly CompiledScheme[]): TrackedCase {
  const { revision } = event;
  let fact: Fact | null = null;
  try {
    fact = readFact(event.body);
    if (before.broken) return { ...before, revision, fact };
    const state = evolve(before.state ?? undefined, fact);
    return { revision, state, contributions: contributionsOf(state, schemes), fact, broken: null };
  } catch (error) {
    if (before.broken) return { ...before, revision, fact };
    const reason = error instanceof Error ? error.message : String(error);
    const companies = new Set(before.state ? [companyOf(before.state.unit)] : []);
    for (const unit of unitsNamed(event)) companies.add(companyOf(unit));
    return { ...before, revision, fact, broken: { reason, position: event.position, companies: [...companies] } };
  }
}

/**
 * Paths of the units that an event is about, read without trust, for the event may be of any shape: the members of its
 * data that say whose case it is (or becomes), and a subject that is itself a unit.
 */
function unitsNamed({ stream, body }: StoredEvent): string[] {
  const data = dataOf(body);
  return [data.unit, data.toUnit, stream, stream.slice(stream.indexOf('/') + 1)].filter(isUnitPath);
}

function dataOf(body: string): { readonly unit?: unknown; readonly toUnit?: unknown } {
  try {
    return { ...(JSON.parse(body) as { data?: object }).data };
  } catch {
    return {};
  }
}

function isUnitPath(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    return parseUnitPath(value).length > 0;
  } catch {
    return false;
  }
}
