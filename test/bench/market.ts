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

/** The period that the simulated market fills. */
export const MARKET_YEAR = '2024';

/** The facts as the raw limits take them: one insert each, of the same bytes. */
export function asRawParts(facts: readonly Fact[]) {
  return facts.map((fact) => ({
    stream: fact.subject,
    expectedRevision: 'no-stream' as const,
    events: [{ id: fact.id, type: fact.type, body: canonicalise(fact) }],
  }));
}
