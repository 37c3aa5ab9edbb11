/**
 * Facts are stored for good, in the version that was sent; the code knows only the newest version of each type. An
 * upcaster lifts one version to the next when a fact is read; the chain is checked when a process starts.
 */
import { UnknownFactError } from './case-state.js';
import { type Fact, splitType } from './fact.js';
import { factDefinitions } from './vocabulary.js';

export interface Upcaster {
  /** `complaint.filed.v1` */
  readonly from: string;
  /** `complaint.filed.v2`: the next version of the same type. */
  readonly to: string;
  /** Pure; does not change its argument. */
  readonly upcast: (data: object) => object;
}

/** The vocabulary does not hold together: a mistake in the code, found before it can do harm. */
export class VocabularyError extends Error {
  override readonly name = 'VocabularyError';
}

/** Every version so far is the first one. */
const UPCASTERS: readonly Upcaster[] = [];

/**
 * The upcasters as a chain from each older version to the next.
 *
 * @param types all versioned types that may be stored
 * @throws VocabularyError naming the gap, cycle or duplicate
 */
export function upcasterChain(types: Iterable<string>, upcasters: readonly Upcaster[]): ReadonlyMap<string, Upcaster> {
  const known = new Set(types);
  const newest = new Map<string, number>();
  for (const type of known) {
    const [name, version] = partsOf(type);
    newest.set(name, Math.max(version, newest.get(name) ?? 0));
  }
  const chain = new Map<string, Upcaster>();
  for (const upcaster of upcasters) {
    const [fromName, fromVersion] = partsOf(upcaster.from);
    const [toName, toVersion] = partsOf(upcaster.to);
    const steps = `The upcaster from ${upcaster.from} to ${upcaster.to}`;
    if (chain.has(upcaster.from)) throw new VocabularyError(`${steps} is the second one from ${upcaster.from}.`);
    if (toName !== fromName) throw new VocabularyError(`${steps} leads to another type of event.`);
    if (toVersion <= fromVersion)
      throw new VocabularyError(`${steps} leads back: a chain of upcasters may not go round.`);
    if (toVersion > fromVersion + 1) throw new VocabularyError(`${steps} leaves out a version.`);
    if (!known.has(upcaster.from) || !known.has(upcaster.to))
      throw new VocabularyError(`${steps} speaks of a type that is not defined.`);
    chain.set(upcaster.from, upcaster);
  }
  for (const [name, last] of newest) {
    for (let version = 1; version <= last; version++) {
      const type = `${name}.v${version}`;
      if (!known.has(type))
        throw new VocabularyError(`${type} is not defined, but ${name}.v${last} is: nothing ever written may go.`);
      if (version < last && !chain.has(type))
        throw new VocabularyError(`Nothing lifts ${type} to ${name}.v${version + 1}.`);
    }
  }
  return chain;
}

function partsOf(type: string): readonly [name: string, version: number] {
  const parts = splitType(type);
  if (!parts) throw new VocabularyError(`"${type}" is no versioned type: write area.happened.v1.`);
  return parts;
}

/** Lifts a fact along a chain to the newest version. */
export function upcastAlong(chain: ReadonlyMap<string, Upcaster>, fact: Fact): Fact {
  let lifted = fact;
  for (let step = chain.get(lifted.type); step; step = chain.get(lifted.type))
    lifted = { ...lifted, type: step.to, data: step.upcast(lifted.data) };
  return lifted;
}

const CHAIN = upcasterChain(factDefinitions.keys(), UPCASTERS);

/** The fact in the newest version of its type. @throws UnknownFactError for a type that this code does not know. */
export function upcast(fact: Fact): Fact {
  if (!factDefinitions.has(fact.type))
    throw new UnknownFactError(`"${fact.type}" is no type of event that this version of the product knows.`);
  return CHAIN.size === 0 ? fact : upcastAlong(CHAIN, fact);
}

/** A stored event's body → the fact, in the newest version of its type. @throws UnknownFactError as `upcast` does. */
export function readFact(body: string): Fact {
  return upcast(JSON.parse(body) as Fact);
}

/** Checked when a process starts: every type is well named, and every older version can be lifted. @throws VocabularyError */
export function assertVocabulary(): void {
  upcasterChain(factDefinitions.keys(), UPCASTERS);
}
