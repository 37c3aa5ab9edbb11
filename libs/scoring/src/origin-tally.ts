/** Notes, for a page of events, where they come from: what the page adds to the register of origins. */
import type { StoredEvent } from '#assay/event-log';

import type { OriginRow } from './score-store.js';

/** What an event's envelope says of its origin; an event that cannot be read may say nothing of use. */
export interface Envelope {
  readonly source?: unknown;
  readonly simulated?: unknown;
}

export class OriginTally {
  private readonly companies = new Map<number, Map<string, Counted>>();

  /** @param company key of the company that the event is about */
  note({ source, simulated }: Envelope, company: number, { position }: StoredEvent): void {
    const uri = typeof source === 'string' ? source : 'unreadable';
    let sources = this.companies.get(company);
    if (!sources) this.companies.set(company, (sources = new Map<string, Counted>()));
    let row = sources.get(uri);
    if (!row) {
      row = { company, source: uri, first: position, firstSimulated: null };
      sources.set(uri, row);
    }
    if (simulated === true) row.firstSimulated ??= position;
  }

  take(): OriginRow[] {
    return [...this.companies.values()].flatMap((sources) => [...sources.values()]);
  }
}

type Counted = { -readonly [member in keyof OriginRow]: OriginRow[member] };
