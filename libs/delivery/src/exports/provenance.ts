/** What every exported row says of where it comes from, so that a row can be checked wherever it ends up. */
import { type KnownAt, sourceText, type WholeBoard } from '#assay/scoring';

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

export function provenanceOf(board: WholeBoard, schemeHash: string, ledger: string): Provenance {
  const { scheme, version, period, unitLevel, knownAt, simulated, sources } = board;
  return {
    scheme,
    version,
    schemeHash,
    period,
    unitLevel,
    knownAt,
    ledger,
    simulated,
    sources: sources.map(sourceText),
  };
}
