/**
 * Whose figures a document shows. Whoever prints figures of a register names its publisher and data set, and figures of a
 * made-up market are marked as such.
 */
import { type NameSource, sourceText } from '#assay/scoring';

/** What an event's envelope says of where it comes from. */
export interface Origin {
  readonly source: string;
  readonly simulated?: boolean;
}

/** Gathers origins and tells them in an order that does not depend on the order of gathering. */
export class Sources {
  private readonly uris = new Set<string>();
  private isSimulated = false;

  add({ source, simulated }: Origin): void {
    this.uris.add(source);
    if (simulated === true) this.isSimulated = true;
  }

  get simulated(): boolean {
    return this.isSimulated;
  }

  /** `Connecticut Insurance Department: Consumer complaints (urn:register:ct-cid)`, or the bare URI of an unknown source. */
  async named(nameSource: NameSource): Promise<string[]> {
    const named = async (source: string): Promise<string> =>
      sourceText({ source, ...((await nameSource(source)) ?? { publisher: null, dataSet: null }) });
    return Promise.all([...this.uris].sort().map(named));
  }
}
