/**
 * Whose figures an answer shows: whoever prints figures of a register names its publisher and data set, and figures of a
 * made-up market are marked as such. Told by the register of origins, which is kept event by event.
 */
import { companyOf } from '#assay/service-record';

import type { ScoreView } from '../score-store.js';

/** Who publishes what comes from a source (a CloudEvents `source`); null where nobody says. */
export type NameSource = (source: string) => Promise<PublishedSet | null>;

export interface PublishedSet {
  readonly publisher: string;
  readonly dataSet: string;
}

export interface NamedSource {
  /** The CloudEvents `source`. */
  readonly source: string;
  readonly publisher: string | null;
  readonly dataSet: string | null;
}

export interface Provenance {
  /** Sources of the events about the companies shown, in order of their URI. */
  readonly sources: readonly NamedSource[];
  /** Whether any of those events is made up. */
  readonly simulated: boolean;
}

/** `Connecticut Insurance Department: Consumer complaints (urn:register:ct-cid)`, or the bare URI of an unknown source. */
export function sourceText({ source, publisher, dataSet }: NamedSource): string {
  return publisher === null ? source : `${publisher}: ${dataSet ?? ''} (${source})`;
}

export const NO_NAMES: NameSource = () => Promise.resolve(null);

/** @param units paths of the units shown: the events of their companies count */
export async function provenanceOf(
  view: ScoreView,
  units: Iterable<string>,
  nameSource: NameSource,
): Promise<Provenance> {
  const shown = new Set<string>();
  for (const unit of units) shown.add(companyOf(unit));
  const keys = new Set((await view.units('company')).flatMap(({ path, key }) => (shown.has(path) ? [key] : [])));
  const origins = (await view.origins()).filter(({ company }) => keys.has(company));
  const uris = [...new Set(origins.map(({ source }) => source))].sort();
  return {
    sources: await Promise.all(
      uris.map(async (source) => ({ source, ...((await nameSource(source)) ?? { publisher: null, dataSet: null }) })),
    ),
    simulated: origins.some(({ firstSimulated }) => firstSimulated !== null),
  };
}
