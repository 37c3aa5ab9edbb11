import { PublishedSources } from '#assay/intake/sources';
import type { ScoringResources } from '#assay/scoring';
import type { LedgerConfiguration } from './configuration.js';
import type { Ledger } from './ledger.js';

/** What questions about the scores of an open ledger are answered from. */
export function scoringResources(
  { log, scores, schemes }: Ledger,
  { data, processors }: LedgerConfiguration,
): ScoringResources {
  return {
    log,
    reader: scores,
    library: schemes,
    nameSource: new PublishedSources(data).name,
    folder: data,
    hasThreads: processors !== 'inline',
  };
}
