/** What every exported row says of where it comes from, so that a row can be checked wherever it ends up. */
import type { EventLog } from '#assay/event-log';
import type { KnownAt, ScoreReader, WholeBoard } from '#assay/scoring';
import { companyOf } from '#assay/service-record';
import { type Origin, Sources } from '../sources.js';

export interface Provenance {
  readonly scheme: string;
  readonly version: number;
  /** SHA-256 (hex) of the scheme's canonical bytes: which rulebook, to the letter. */
  readonly schemeHash: string;
  readonly period: string;
  readonly unitLevel: string;
  readonly knownAt: KnownAt;
  readonly ledger: string;
  /** Whether figures of a made-up market are among those behind it. */
  readonly simulated: boolean;
  readonly sources: readonly string[];
}

export async function provenanceOf(
  reader: ScoreReader,
  log: EventLog,
  board: WholeBoard,
  schemeHash: string,
): Promise<Provenance> {
  const { scheme, version, period, unitLevel, knownAt } = board;
  const sources = new Sources();
  const companies = new Set(board.rows.map(({ unit }) => companyOf(unit)));
  for (const position of await firstAndLastFacts(reader, companies, knownAt.position)) {
    const [event] = await log.readAll({ after: position - 1, limit: 1 });
    if (event) sources.add(JSON.parse(event.body) as Origin);
  }
  return {
    scheme,
    version,
    schemeHash,
    period,
    unitLevel,
    knownAt,
    ledger: log.ledgerId,
    simulated: sources.simulated,
    sources: await sources.named(),
  };
}

/** A register's figures stand in the ledger from a company's first fact to its last: these two tell its sources. */
async function firstAndLastFacts(
  reader: ScoreReader,
  companies: ReadonlySet<string>,
  upTo: number,
): Promise<Set<number>> {
  return reader.snapshot(async (view) => {
    const positions = new Set<number>();
    for (const unit of companies) {
      const [first] = await view.facts({ unit, order: 'oldest-first', limit: 1 });
      const [last] = await view.facts({ unit, order: 'newest-first', after: upTo + 1, limit: 1 });
      for (const position of [first, last]) if (position !== undefined && position <= upTo) positions.add(position);
    }
    return positions;
  });
}
