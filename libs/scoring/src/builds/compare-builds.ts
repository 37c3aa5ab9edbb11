import { setImmediate as nextTurn } from 'node:timers/promises';

import { UNIT_LEVELS } from '#assay/service-record';

import type { ScoreView, UnitRow } from '../score-store.js';

/** What a comparison of a candidate with the live build found. */
export interface BuildComparison {
  /** Both were read as they were at this position. */
  readonly position: number;
  /** Rows compared. */
  readonly totals: number;
  readonly movements: number;
  readonly clocks: number;
  readonly units: number;
  /** Paths of companies that were left out: parked in the live build, and no longer in the candidate. */
  readonly leftOut: readonly string[];
  readonly differenceCount: number;
  /** The first {@link MAX_BUILD_DIFFERENCES}, as sentences. */
  readonly differences: readonly string[];
}

export const MAX_BUILD_DIFFERENCES = 20;

interface Side {
  readonly view: ScoreView;
  /** By key; keys may differ where a company was taken in again. */
  readonly paths: ReadonlyMap<number, string>;
  readonly units: ReadonlyMap<string, UnitRow>;
  readonly parked: ReadonlyMap<string, number>;
}

/**
 * Compares everything that answers are made of — units, totals, movements, clocks, origins, parked companies — of two builds that
 * were made from the same source and are at the same position. Units are told apart by their paths.
 *
 * @param schemes how many schemes both know
 */
export async function compareBuilds(live: ScoreView, candidate: ScoreView, schemes: number): Promise<BuildComparison> {
  const { position } = await live.checkpoint();
  const [was, is] = [await sideOf(live), await sideOf(candidate)];
  const leftOut = [...was.parked.keys()].filter((company) => !is.parked.has(company));
  const skipped = new Set(leftOut);
  const differences = new Differences();
  const units = compareUnits(was, is, skipped, differences);
  compareRows(parkedRows(was, skipped), parkedRows(is, skipped), differences);
  compareRows(await originRows(was, skipped), await originRows(is, skipped), differences);
  const totals = await compareTotals(was, is, skipped, differences);
  let [movements, clocks] = [0, 0];
  const companies = [...was.units.values()].filter(({ key, company, path }) => key === company && !skipped.has(path));
  for (let scheme = 0; scheme < schemes; scheme++) {
    for (const { path } of companies) {
      const [a, b] = [was.units.get(path)?.key ?? 0, is.units.get(path)?.key ?? 0];
      movements += compareRows(await movementRows(was, scheme, a), await movementRows(is, scheme, b), differences);
      clocks += compareRows(await clockRows(was, scheme, a), await clockRows(is, scheme, b), differences);
      await nextTurn();
    }
  }
  return { position, totals, movements, clocks, units, leftOut, ...differences.told() };
}

/** What is different, counted, and the first few told. */
class Differences {
  private count = 0;
  private readonly first: string[] = [];

  add(what: string, live: string | undefined, candidate: string | undefined): void {
    this.count += 1;
    if (this.first.length < MAX_BUILD_DIFFERENCES)
      this.first.push(`${what}: live ${live ?? 'has none'}, candidate ${candidate ?? 'has none'}`);
  }

  told(): Pick<BuildComparison, 'differenceCount' | 'differences'> {
    return { differenceCount: this.count, differences: this.first };
  }
}

async function sideOf(view: ScoreView): Promise<Side> {
  const rows = await view.units();
  const paths = new Map(rows.map(({ key, path }) => [key, path]));
  const parked = new Map((await view.parked()).map(({ company, since }) => [paths.get(company) ?? '', since]));
  return { view, paths, units: new Map(rows.map((row) => [row.path, row])), parked };
}

/** Rows by what they are of; equal when their text is. */
type Rows = ReadonlyMap<string, string>;

const NO_ROWS: Rows = new Map();

/** @returns how many rows were compared */
function compareRows(live: Rows, candidate: Rows, differences: Differences): number {
  for (const [what, text] of live) if (candidate.get(what) !== text) differences.add(what, text, candidate.get(what));
  for (const [what, text] of candidate) if (!live.has(what)) differences.add(what, undefined, text);
  return live.size;
}

function compareUnits(was: Side, is: Side, skipped: ReadonlySet<string>, differences: Differences): number {
  const rowsOf = ({ units, paths }: Side): Rows =>
    new Map(
      [...units.values()]
        .filter(({ company }) => !skipped.has(paths.get(company) ?? ''))
        .map(({ key: _, company: __, path, ...described }) => [`unit ${path}`, JSON.stringify(described)]),
    );
  return compareRows(rowsOf(was), rowsOf(is), differences);
}

function parkedRows({ parked }: Side, skipped: ReadonlySet<string>): Rows {
  return new Map(
    [...parked].filter(([path]) => !skipped.has(path)).map(([path, since]) => [`parking of ${path}`, String(since)]),
  );
}

async function originRows({ view, paths }: Side, skipped: ReadonlySet<string>): Promise<Rows> {
  const rows = await view.origins();
  return new Map(
    rows
      .filter(({ company }) => !skipped.has(paths.get(company) ?? ''))
      .map(({ company, source, ...counts }) => [
        `origin ${source} of ${paths.get(company) ?? ''}`,
        JSON.stringify(counts),
      ]),
  );
}

/** The totals of one scheme, level and period. */
interface TotalsGroup {
  readonly place: readonly [scheme: number, level: number, period: number];
  readonly rows: Map<string, string>;
}

async function compareTotals(
  was: Side,
  is: Side,
  skipped: ReadonlySet<string>,
  differences: Differences,
): Promise<number> {
  const [live, candidate] = [totalsGroups(was, skipped), totalsGroups(is, skipped)];
  let [a, b] = [await live.next(), await candidate.next()];
  let compared = 0;
  while (!a.done || !b.done) {
    const order = a.done ? 1 : b.done ? -1 : inOrder(a.value, b.value);
    const rowsOf = ({ value }: IteratorResult<TotalsGroup, void>): Rows => value?.rows ?? NO_ROWS;
    compared += compareRows(order <= 0 ? rowsOf(a) : NO_ROWS, order >= 0 ? rowsOf(b) : NO_ROWS, differences);
    if (order <= 0) a = await live.next();
    if (order >= 0) b = await candidate.next();
    await nextTurn();
  }
  return compared;
}

function inOrder({ place: [scheme, level, period] }: TotalsGroup, { place }: TotalsGroup): number {
  return scheme - place[0] || level - place[1] || period - place[2];
}

/** In the order of the tables: by scheme, level and period. */
async function* totalsGroups(
  { view, paths, units }: Side,
  skipped: ReadonlySet<string>,
): AsyncGenerator<TotalsGroup, void> {
  for await (const told of view.allTotals()) {
    const [first] = told;
    if (!first) continue;
    const { scheme, level, period } = first;
    const rows = new Map<string, string>();
    for (const { unit, slots } of told) {
      const path = paths.get(unit) ?? '';
      const company = paths.get(units.get(path)?.company ?? 0) ?? '';
      if (!skipped.has(company)) rows.set(`totals ${scheme}/${level}/${period} of ${path}`, JSON.stringify({ slots }));
    }
    if (rows.size > 0) yield { place: [scheme, UNIT_LEVELS.indexOf(level), period], rows };
  }
}

async function movementRows({ view, paths }: Side, scheme: number, company: number): Promise<Rows> {
  const rows = await view.movements({ scheme, company, fromPeriod: 0, toPeriod: Number.MAX_SAFE_INTEGER });
  return new Map(
    rows.map(({ period, position, unit, amounts }) => [
      `movement ${scheme}/${period}@${position} of ${paths.get(unit) ?? ''}`,
      JSON.stringify(amounts),
    ]),
  );
}

async function clockRows({ view, paths }: Side, scheme: number, company: number): Promise<Rows> {
  const rows = await view.clocks({ scheme, company });
  return new Map(
    rows.map(({ promise, case: id, position, unit, clock }) => [
      `clock ${scheme}/${promise} of ${id}`,
      JSON.stringify([position, paths.get(unit), clock]),
    ]),
  );
}
