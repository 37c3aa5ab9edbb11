import type { EventPage } from '#assay/scoring';
import type { LedgerReader } from './ledger-reader.js';

/** Whose figures a screen shows: registers are named with their publisher, and made-up markets are marked. */
export interface Provenance {
  readonly simulated: boolean;
  /** One for each source that is known: `Connecticut Insurance Department: Consumer complaints (urn:register:ct-cid)`. */
  readonly sources: readonly string[];
}

/**
 * Looks where sources show: a simulation licenses its companies before anything happens to them, so licences tell whether
 * there is one; and a register's file stands in the ledger from its first event to its last.
 */
export async function provenanceOf(reader: LedgerReader): Promise<Provenance> {
  const [licences, first, last] = await Promise.all([
    reader.events({ types: ['company.licensed'], text: '"simulated":true', limit: 1 }),
    reader.events({ limit: 1 }),
    reader.events({ limit: 1, order: 'newest-first' }),
  ]);
  const simulated = licences.events.length > 0;
  const uris = new Set([...first.events, ...last.events].map(sourceOf));
  return { simulated, sources: await Promise.all([...uris].map(named)) };
}

function sourceOf({ event }: EventPage['events'][number]): string {
  return (event as { source: string }).source;
}

/** The publisher and data set of a register with a shipped mapping; of any other source its URI. */
async function named(uri: string): Promise<string> {
  const { EVENTS_MAPPING, loadMapping, shippedMappings } = await import('#assay/intake');
  const mapping = (await shippedMappings()).find((id) => id !== EVENTS_MAPPING && uri === `urn:register:${id}`);
  const known = mapping === undefined ? undefined : await loadMapping(mapping);
  if (known === undefined || known === EVENTS_MAPPING) return uri;
  return `${known.source.publisher}: ${known.source.dataSet} (${uri})`;
}
