import type { EventLog } from '#assay/event-log';
import type { CompiledScheme } from '#assay/methodology';
import { daysOf, formatPeriod, granularityOf, type PeriodCode, periodContaining } from '#assay/service-record';

import { ClockKeeper } from './clock-keeper.js';
import { difference } from './difference.js';
import { TotalsOverflowError } from './running-totals.js';
import type { ClockRow, FilledRows, Movement, ScoreStore, StoredTotals } from './score-store.js';
import { advance, untracked } from './tracked-case.js';
import { type KnownUnit, UnitRegister } from './unit-register.js';

/** Movements and clocks between two pages. */
const PAGE = 5_000;

/**
 * What is to be known of the schemes that a store does not know yet, up to its checkpoint: the very rows that it would have if it
 * had known them from the start. Cases are read one after another from the log, each once; no event is scored under a scheme
 * that is there already.
 */
export async function* fillIn(
  log: EventLog,
  store: ScoreStore,
  schemes: readonly CompiledScheme[],
): AsyncGenerator<FilledRows, void> {
  const keys = store.unfilled;
  const added = keys.flatMap((key) => schemes[key] ?? []);
  const units = new UnitRegister(await store.units());
  const parked = new Map((await store.parked()).map(({ company, since }) => [company, since]));
  const clocks = new ClockKeeper(keys.flatMap((key) => (schemes[key] ? [[key, schemes[key]] as const] : [])));
  const sums = new FilledTotals(keys, added);
  let page: { movements: Movement[]; clocks: ClockRow[] } = { movements: [], clocks: [] };
  const { position: upTo } = await store.checkpoint();
  for await (const events of log.readStreams({ upTo })) {
    let before = untracked(added);
    for (const event of events) {
      const after = advance(before, event, added);
      // A case that breaks counts nothing from there on, and has parked its company.
      if (after.broken) break;
      const isCounted = ({ company }: { readonly company: number }): boolean =>
        event.position < (parked.get(company) ?? Infinity);
      for (const [index, scheme] of keys.entries()) {
        for (const { unit: path, period, amounts } of difference(
          before.contributions[index],
          after.contributions[index],
        )) {
          const unit = units.mention(path);
          if (!isCounted(unit)) continue;
          const { key, company } = unit;
          page.movements.push({ scheme, company, period, position: event.position, unit: key, amounts });
          sums.add(index, unit, period, amounts, event.position);
        }
      }
      page.clocks.push(...clocks.changes(event, before.state, after.state, units).filter(isCounted));
      before = after;
    }
    if (page.movements.length + page.clocks.length < PAGE) continue;
    yield { ...page, totals: [] };
    page = { movements: [], clocks: [] };
  }
  yield { ...page, totals: sums.rows() };
}

/** A row in the making. A slot that nothing was ever added to is absent: a row is there for what was added to it. */
type Row = Map<number, { amount: number; position: number }>;

type Sums = Map<PeriodCode, Map<KnownUnit, Row>>;

/** Sums of the very units that cases name, by month or reported period; years and the units above are made of them in the end. */
class FilledTotals {
  /** By scheme. */
  private readonly sums: readonly Sums[];

  constructor(
    private readonly keys: readonly number[],
    private readonly schemes: readonly CompiledScheme[],
  ) {
    this.sums = schemes.map(() => new Map());
  }

  add(index: number, unit: KnownUnit, period: PeriodCode, amounts: Movement['amounts'], position: number): void {
    const isDay = granularityOf(period) === 'day';
    for (const [slot, amount] of amounts) {
      const counted = isDay && this.isDated(index, slot) ? monthOf(period) : period;
      addTo(this.sums[index], counted, unit, slot, amount, position);
    }
  }

  rows(): StoredTotals[] {
    return this.sums.flatMap((leaves, index) => {
      const all: Sums = new Map();
      for (const [period, byUnit] of leaves) {
        for (const [unit, row] of byUnit) {
          for (const above of unit.lineage) {
            for (const [slot, { amount, position }] of row) {
              addTo(all, period, above, slot, amount, position);
              if (this.isDated(index, slot) && granularityOf(period) === 'month')
                addTo(all, periodContaining('year', daysOf(period)[0]), above, slot, amount, position);
            }
          }
        }
      }
      return this.stored(index, all);
    });
  }

  private stored(index: number, sums: Sums): StoredTotals[] {
    const scheme = this.keys[index] ?? 0;
    const width = this.schemes[index]?.slots.length ?? 0;
    return [...sums].flatMap(([period, byUnit]) =>
      [...byUnit].map(([{ key: unit, level }, row]) => ({
        ...{ scheme, level, period, unit },
        slots: Array.from({ length: width }, (_, slot) => row.get(slot)?.amount ?? 0),
        position: Math.max(...[...row.values()].map(({ position }) => position)),
      })),
    );
  }

  private isDated(index: number, slot: number): boolean {
    return this.schemes[index]?.slots[slot]?.attribution !== 'span';
  }
}

function addTo(
  sums: Sums | undefined,
  period: PeriodCode,
  unit: KnownUnit,
  slot: number,
  amount: number,
  position: number,
): void {
  let byUnit = sums?.get(period);
  if (!byUnit) {
    byUnit = new Map();
    sums?.set(period, byUnit);
  }
  let row = byUnit.get(unit);
  if (!row) {
    row = new Map();
    byUnit.set(unit, row);
  }
  const place = row.get(slot);
  const total = (place?.amount ?? 0) + amount;
  if (!Number.isSafeInteger(total))
    throw new TotalsOverflowError(
      unit.company,
      `A sum of ${unit.path} in ${formatPeriod(period)} would leave ±(2^53 − 1) and could no longer be added exactly: the scheme is not filled in.`,
    );
  if (place) Object.assign(place, { amount: total, position: Math.max(place.position, position) });
  else row.set(slot, { amount: total, position });
}

const months = new Map<PeriodCode, PeriodCode>();

function monthOf(day: PeriodCode): PeriodCode {
  let month = months.get(day);
  if (month === undefined) months.set(day, (month = periodContaining('month', daysOf(day)[0])));
  return month;
}
