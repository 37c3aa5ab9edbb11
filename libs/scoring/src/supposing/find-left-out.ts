/** Finds the events that a supposition leaves out: whole cases, single events, and all events of a source. */
import type { StoredEvent } from '#assay/event-log';

import { UnknownCaseError } from '../query-errors.js';
import { eventsAt } from '../reading/events-at.js';
import type { ScoreView } from '../score-store.js';
import type { CaseLog } from '../reading/case-log.js';
import { Breath } from '../breath.js';
import { type LeftOut, sourceOf } from './retelling.js';
import type { Supposition, SuppositionQuery, SuppositionWork } from './supposition.js';
import { AmbiguousEventError, UnknownEventError, UnknownSourceError } from './supposition-errors.js';

export interface FoundLeftOut {
  /** By case the positions that are left out; null for the whole case. */
  readonly leftOut: LeftOut;
  /** Sources of which every event is left out. */
  readonly sources: ReadonlySet<string>;
  /** Whether the events of the sources are too many to be named one by one: `leftOut` does not hold them then. */
  readonly isLarge: boolean;
  readonly suppositions: readonly Supposition[];
}

/** So many events of sources are found one by one and held in memory; with more of them all cases are counted again. */
export const MOST_FOUND = 20_000;
const EVENTS_AT_ONCE = 2_000;

/** @throws UnknownCaseError, UnknownEventError, AmbiguousEventError, UnknownSourceError */
export async function findLeftOut(
  view: ScoreView,
  log: CaseLog,
  { withoutCase = [], withoutEvent = [], withoutSource = [] }: SuppositionQuery,
  work: SuppositionWork,
  mostFound: number,
): Promise<FoundLeftOut> {
  const search = new Search(view, log, (await view.checkpoint()).position, work, mostFound);
  const suppositions: Supposition[] = [];
  for (const id of [...new Set(withoutCase)].sort()) {
    await search.wholeCase(id);
    suppositions.push({ kind: 'without-case', what: id, text: `Without the case ${id}.` });
  }
  const named = await search.events([...new Set(withoutEvent)]);
  const events = [...new Map(named.map((event) => [event.position, event])).values()];
  for (const { id, type, stream } of events.sort((a, b) => a.position - b.position))
    suppositions.push({
      kind: 'without-event',
      what: `${stream}#${id}`,
      text: `Without the event ${id} (${type}) of ${stream}.`,
    });
  const sources = new Set(withoutSource.toSorted());
  for (const source of sources)
    suppositions.push({ kind: 'without-source', what: source, text: `Without every event from ${source}.` });
  const isLarge = !(await search.sources(sources));
  return { leftOut: search.leftOut, sources, isLarge, suppositions };
}

interface FoundEvent {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly position: number;
}

class Search {
  readonly leftOut = new Map<string, Set<number> | null>();
  private readonly breath = new Breath();

  constructor(
    private readonly view: ScoreView,
    private readonly log: CaseLog,
    private readonly upTo: number,
    private readonly work: SuppositionWork,
    private readonly mostFound: number,
  ) {}

  async wholeCase(id: string): Promise<void> {
    const [first] = await this.log.readStream(id, { limit: 1 });
    if (!first || first.position > this.upTo) throw new UnknownCaseError(id, this.upTo);
    this.leftOut.set(id, null);
  }

  async events(named: readonly string[]): Promise<FoundEvent[]> {
    const found: FoundEvent[] = [];
    const bare: string[] = [];
    for (const name of named) {
      const event = await this.namedOutright(name);
      if (event) found.push(event);
      else if (POSITION.test(name)) throw new UnknownEventError(name);
      else bare.push(name);
    }
    found.push(...(await this.byId(bare)));
    for (const { stream, position } of found) this.leaveOut(stream, position);
    return found;
  }

  /** Leaves out every event of some sources. @returns false when they are too many: none of them is named then. */
  async sources(sources: ReadonlySet<string>): Promise<boolean> {
    if (sources.size === 0) return true;
    const origins = await this.view.origins();
    const known = new Set(origins.map(({ source }) => source));
    for (const source of sources) if (!known.has(source)) throw new UnknownSourceError(source, [...known].sort());
    const theirs = origins.filter(({ source }) => sources.has(source));
    const companies = new Set(theirs.map(({ company }) => company));
    const first = Math.min(...theirs.map((origin) => origin.first));
    const found: StoredEvent[] = [];
    const isFew = companies.size * SCAN_IS_FASTER < new Set(origins.map(({ company }) => company)).size;
    for await (const page of isFew ? this.aboutCompanies(companies, first) : this.all(first - 1)) {
      for (const event of page) if (sources.has(sourceOf(event.body))) found.push(event);
      if (found.length > this.mostFound) {
        await this.parkingEvents(sources);
        return false;
      }
    }
    for (const { stream, position } of found) this.leaveOut(stream, position);
    return true;
  }

  /** Events of the sources that parked companies: of many, those that must be known. */
  private async parkingEvents(sources: ReadonlySet<string>): Promise<void> {
    for (const { since } of await this.view.parked()) {
      const [event] = await this.log.readAll({ after: since - 1, limit: 1 });
      if (event && sources.has(sourceOf(event.body))) this.leaveOut(event.stream, since);
    }
  }

  private leaveOut(stream: string, position: number): void {
    const positions = this.leftOut.get(stream);
    if (positions === null) return;
    if (positions) positions.add(position);
    else this.leftOut.set(stream, new Set([position]));
  }

  /** An event named by its position, or as `CASE#ID`. */
  private async namedOutright(name: string): Promise<FoundEvent | undefined> {
    if (POSITION.test(name)) {
      const position = Number(name);
      if (position < 1 || position > this.upTo) return undefined;
      const [event] = await this.log.readAll({ after: position - 1, limit: 1 });
      return event && foundEvent(event);
    }
    for (let hash = name.indexOf('#'); hash > 0; hash = name.indexOf('#', hash + 1)) {
      const id = name.slice(hash + 1);
      const events = (await this.log.readStream(name.slice(0, hash))).map(foundEvent);
      const event = events.find((each) => each.id === id && each.position <= this.upTo);
      if (event) return event;
    }
    return undefined;
  }

  /** Events named by their id alone: looked for in the whole log, for another case may have one of the same id. */
  private async byId(ids: readonly string[]): Promise<FoundEvent[]> {
    if (ids.length === 0) return [];
    const found = new Map<string, FoundEvent[]>(ids.map((id) => [id, []]));
    const needles = ids.map((id) => `"id":${JSON.stringify(id)}`);
    for await (const page of this.all(0)) {
      for (const event of page) {
        if (!needles.some((needle) => event.body.includes(needle))) continue;
        const candidate = foundEvent(event);
        found.get(candidate.id)?.push(candidate);
      }
    }
    return [...found].map(([id, candidates]) => {
      const [event] = candidates;
      if (!event) throw new UnknownEventError(id);
      if (candidates.length > 1)
        throw new AmbiguousEventError(
          id,
          candidates.map(({ stream, position }) => ({ case: stream, position })),
        );
      return event;
    });
  }

  private async *all(after: number): AsyncGenerator<readonly StoredEvent[], void> {
    for (let done = after; done < this.upTo;) {
      const page = await this.log.readAll({ after: done, limit: Math.min(EVENTS_AT_ONCE, this.upTo - done) });
      const last = page.at(-1);
      if (!last) return;
      yield page;
      done = last.position;
      await this.step(done);
    }
  }

  private async *aboutCompanies(
    companies: ReadonlySet<number>,
    first: number,
  ): AsyncGenerator<readonly StoredEvent[], void> {
    for (const { key, path } of await this.view.units('company')) {
      if (!companies.has(key)) continue;
      for (let after = first - 1; ;) {
        const positions = await this.view.facts({ unit: path, order: 'oldest-first', after, limit: EVENTS_AT_ONCE });
        yield await eventsAt(this.log, positions);
        const last = positions.at(-1);
        if (positions.length < EVENTS_AT_ONCE || last === undefined) break;
        after = last;
        await this.step(last);
      }
    }
  }

  private async step(done: number): Promise<void> {
    this.work.onProgress?.({ step: 'looking', done, of: this.upTo });
    this.work.signal?.throwIfAborted();
    await this.breath.take();
  }
}

const POSITION = /^\d{1,15}$/;

/** An event found through its company costs about as much as ten of a page of the log. */
const SCAN_IS_FASTER = 10;

function foundEvent({ stream, position, body }: StoredEvent): FoundEvent {
  const { id, type } = envelopeOf(body);
  return { id: String(id), type: String(type), stream, position };
}

/** Of an event that may be of any shape. */
function envelopeOf(body: string): { readonly id?: unknown; readonly type?: unknown } {
  try {
    return { ...(JSON.parse(body) as object) };
  } catch {
    return {};
  }
}
