import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Fact } from '#assay/service-record';
import { simulateMarket } from '#assay/simulation';
import { canonicalise } from '#assay/transparency';

const FROM = Date.UTC(2023, 0, 1);
const TO = Date.UTC(2026, 0, 1);
/** A simulated case tells 2.7 facts on the average, licences and exposures not counted: so there are always enough. */
const FACTS_PER_CASE = 2.3;

/** The first so many facts of a simulated market, in order of arrival. */
export function* simulatedFacts(count: number, seed: number, companies = 150): Generator<Fact> {
  const market = simulateMarket({
    seed,
    companies,
    cases: Math.ceil(count / FACTS_PER_CASE),
    from: FROM,
    to: TO,
  });
  let told = 0;
  for (const { fact } of market) {
    if (told++ >= count) return;
    yield fact;
  }
  if (told < count) throw new Error(`The simulated market told ${told} facts where ${count} were asked for.`);
}

/** All facts of a simulated market with so many cases, in order of arrival. */
export function* wholeMarket(cases: number, companies: number, seed: number): Generator<Fact> {
  for (const { fact } of simulateMarket({ seed, companies, cases, from: FROM, to: TO })) yield fact;
}

/** The first so many facts of a simulated market as a file of lines. */
export async function writeMarketFile(file: string, count: number, seed: number): Promise<void> {
  const writing = createWriteStream(file);
  for (const fact of simulatedFacts(count, seed)) {
    if (!writing.write(`${JSON.stringify(fact)}\n`)) await once(writing, 'drain');
  }
  writing.end();
  await finished(writing);
}

/** The year in the middle of the simulated market. */
export const MARKET_YEAR = '2024';
/** The year that is told of first: there is something to see in the first events of a ledger. */
export const FIRST_YEAR = '2023';

/**
 * Facts as canonical lines in one buffer. Thousands of them as objects would be a heap that the collector walks through again
 * and again while it is measured; requests come as bytes, too.
 */
export class FactLines {
  private readonly bytes: Buffer;
  private readonly ends: Uint32Array;
  /** The case of each. */
  readonly subjects: readonly string[];

  constructor(facts: Iterable<Fact>) {
    const parts: Buffer[] = [];
    const ends: number[] = [];
    const subjects = new Map<string, string>();
    const ofEach: string[] = [];
    let end = 0;
    for (const fact of facts) {
      const line = Buffer.from(canonicalise(fact));
      parts.push(line);
      ends.push((end += line.length));
      if (!subjects.has(fact.subject)) subjects.set(fact.subject, fact.subject);
      ofEach.push(subjects.get(fact.subject) ?? '');
    }
    this.bytes = Buffer.concat(parts);
    this.ends = Uint32Array.from(ends);
    this.subjects = ofEach;
  }

  get count(): number {
    return this.ends.length;
  }

  at(index: number): string {
    return this.bytes.toString('utf8', index === 0 ? 0 : this.ends[index - 1], this.ends[index]);
  }
}
