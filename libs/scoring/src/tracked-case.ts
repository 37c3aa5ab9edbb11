import type { StreamEvent } from '#assay/event-log';
import { type CompiledScheme, Contributions } from '#assay/methodology';
import {
  type CaseState,
  companyOf,
  evolve,
  type Fact,
  fold,
  isAmendment,
  type MeasuredCase,
  parseUnitPath,
  readFact,
} from '#assay/service-record';

/** What a case's last event made of it, or why nothing could be made of it any more. */
export interface TrackedCase {
  readonly revision: number;
  /** Null when there was no event yet, or the case is broken before its first good fact. */
  readonly state: CaseState | null;
  /** By scheme. */
  readonly contributions: readonly Contributions[];
  /** The last event read, when it could be read. */
  readonly fact: Fact | null;
  readonly broken: BrokenCase | null;
}

/** A case that cannot be folded: from here on none of its events counts, until a correction or voiding mends it. */
export interface BrokenCase {
  /** The sentence of the error. */
  readonly reason: string;
  /** Position of the event that could not be taken in. */
  readonly position: number;
  /** Paths of the companies whose scores this touches; empty when not even that can be known. */
  readonly companies: readonly string[];
  /** All facts of the case, in order of arrival; null when one of them cannot even be read, so that none can mend it. */
  readonly facts: readonly Fact[] | null;
}

/** A case before its first event. */
export function untracked(schemes: readonly CompiledScheme[]): TrackedCase {
  return { revision: -1, state: null, contributions: schemes.map(() => Contributions.NONE), fact: null, broken: null };
}

/** @throws ExactRangeError when an amount cannot be added exactly */
const contributionsOf = (state: MeasuredCase, schemes: readonly CompiledScheme[]): TrackedCase['contributions'] =>
  schemes.map((scheme) => (scheme.caseKinds.has(state.kind) ? scheme.contributions(state) : Contributions.NONE));

/**
 * The case after one more event. Never throws: an event that cannot be read, that contradicts its case, or whose amounts
 * cannot be exact, breaks the case and is remembered as such.
 */
export function advance(before: TrackedCase, event: StreamEvent, schemes: readonly CompiledScheme[]): TrackedCase {
  const { revision } = event;
  let fact: Fact | null = null;
  try {
    fact = readFact(event.body);
    if (before.broken) return afterBreaking(before, alsoTouching(before.broken, event), { revision, fact }, schemes);
    const state = evolve(before.state ?? undefined, fact);
    return { revision, state, contributions: contributionsOf(state, schemes), fact, broken: null };
  } catch (error) {
    if (before.broken) {
      return { ...before, revision, fact, broken: { ...alsoTouching(before.broken, event), facts: null } };
    }
    const reason = error instanceof Error ? error.message : String(error);
    const companies = new Set(before.state ? [companyOf(before.state.unit)] : []);
    for (const unit of unitsNamed(event)) companies.add(companyOf(unit));
    const facts = fact && [...(before.state?.timeline ?? []), fact];
    return {
      ...before,
      revision,
      fact,
      broken: { reason, position: event.position, companies: [...companies], facts },
    };
  }
}

/** A broken case may yet become another company's, which then lacks what it would bring. */
function alsoTouching(broken: BrokenCase, event: StreamEvent): BrokenCase {
  const companies = new Set(broken.companies);
  for (const unit of unitsNamed(event)) companies.add(companyOf(unit));
  return companies.size === broken.companies.length ? broken : { ...broken, companies: [...companies] };
}

/** A broken case after one more fact: as broken as before, unless that corrects or takes back what broke it. */
function afterBreaking(
  before: TrackedCase,
  broken: BrokenCase,
  { revision, fact }: { readonly revision: number; readonly fact: Fact },
  schemes: readonly CompiledScheme[],
): TrackedCase {
  const facts = broken.facts && [...broken.facts, fact];
  if (facts && isAmendment(fact.type)) {
    try {
      const state = fold(facts);
      return { revision, state, contributions: contributionsOf(state, schemes), fact, broken: null };
    } catch {
      // It mends nothing: the reason is still the first one.
    }
  }
  return { ...before, revision, fact, broken: { ...broken, facts } };
}

/**
 * Paths of the units that an event is about, read without trust, for the event may be of any shape: the members of its
 * data that say whose case it is (or becomes), and a subject that is itself a unit.
 */
function unitsNamed({ stream, body }: StreamEvent): string[] {
  const data = dataOf(body);
  return [data.unit, data.toUnit, data.changes?.unit, stream, stream.slice(stream.indexOf('/') + 1)].filter(isUnitPath);
}

interface NamingData {
  readonly unit?: unknown;
  readonly toUnit?: unknown;
  /** Of a correction. */
  readonly changes?: { readonly unit?: unknown } | null;
}

function dataOf(body: string): NamingData {
  try {
    return { ...(JSON.parse(body) as { data?: NamingData }).data };
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
