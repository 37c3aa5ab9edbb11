/** Goes through what was recorded in a stretch of the log, and tells which of it was back-dated. */
import { setImmediate as breathe } from 'node:timers/promises';

import type { Fact } from '#assay/service-record';

import type { CaseLog } from '../reading/case-log.js';
import type { ScoreView } from '../score-store.js';
import { type Backdating, delayOfFact } from './delays.js';

/** What is looked through: events recorded after one position and up to another. */
export interface Stretch {
  readonly after: number;
  readonly upTo: number;
}

export interface BackdatedScope extends Stretch {
  /** In ms: a fact that was recorded so much later, and no more, is in time. */
  readonly over: number;
  /** Only this unit and what lies below it. */
  readonly unit: string | undefined;
  /** Only what came from this CloudEvents source. */
  readonly source: string | undefined;
}

/** What one source told of one company. */
export interface Told {
  /** Path of the company. */
  readonly company: string;
  readonly source: string;
  /** All of it, back-dated or not. */
  events: number;
  readonly counts: Record<Backdating, number>;
  /** Of what was back-dated, in ms. */
  readonly delays: number[];
}

export interface Backdated {
  readonly told: readonly Told[];
  /** Positions of what was back-dated. */
  readonly positions: ReadonlySet<number>;
}

const AT_ONCE = 5_000;

/** @param log as known at the view's moment */
export async function backdatedFacts(view: ScoreView, log: CaseLog, scope: BackdatedScope): Promise<Backdated> {
  const companies = await companiesByPosition(view, scope);
  const groups = new Map<string, Told>();
  const positions = new Set<number>();
  for (let after = scope.after; after < scope.upTo;) {
    const page = await log.readAll({ after, limit: Math.min(AT_ONCE, scope.upTo - after) });
    for (const event of page) {
      const company = companies.at(event.position);
      if (company === undefined) continue;
      const fact = JSON.parse(event.body) as Fact;
      if (scope.source !== undefined && fact.source !== scope.source) continue;
      const told = groupOf(groups, company, fact.source);
      told.events += 1;
      const { kind, ms } = await delayOfFact(log, event, fact);
      if (ms <= scope.over) continue;
      told.counts[kind] += 1;
      told.delays.push(ms);
      positions.add(event.position);
    }
    const last = page.at(-1);
    if (!last) break;
    after = last.position;
    await breathe();
  }
  return { told: [...groups.values()], positions };
}

function groupOf(groups: Map<string, Told>, company: string, source: string): Told {
  const name = JSON.stringify([company, source]);
  let told = groups.get(name);
  if (!told) {
    told = { company, source, events: 0, counts: { late: 0, correction: 0, voiding: 0 }, delays: [] };
    groups.set(name, told);
  }
  return told;
}

/** Which company each event is about: four bytes a position. What concerns no company, such as a rulebook, has none. */
async function companiesByPosition(view: ScoreView, { after, upTo, unit }: BackdatedScope) {
  const keys = new Int32Array(upTo - after);
  const paths: (string | undefined)[] = [undefined];
  const units = unit === undefined ? await view.units('company') : await view.units('company').then(ownerOf(unit));
  for (const { path } of units) {
    paths.push(path);
    for (let last = after; ;) {
      const query = { unit: unit ?? path, order: 'oldest-first', after: last, limit: AT_ONCE } as const;
      const found = await view.facts(query);
      for (const position of found) if (position <= upTo) keys[position - after - 1] = paths.length - 1;
      last = found.at(-1) ?? upTo;
      if (found.length < AT_ONCE || last >= upTo) break;
    }
  }
  return { at: (position: number): string | undefined => paths[keys[position - after - 1] ?? 0] };
}

const ownerOf =
  (unit: string) =>
  <T extends { readonly path: string }>(companies: readonly T[]): T[] =>
    companies.filter(({ path }) => unit === path || unit.startsWith(`${path}/`));
