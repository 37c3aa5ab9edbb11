import type { EventLog } from '#assay/event-log';
import type { CompiledScheme } from '#assay/methodology';

import { ClockKeeper } from './clock-keeper.js';
import { difference } from './difference.js';
import { RunningTotals } from './running-totals.js';
import type { ClockRow, FilledRows, Movement, PastTotals, ScoreStore, StoredTotals, TotalsOf } from './score-store.js';
import { advance, untracked } from './tracked-case.js';
import { UnitRegister } from './unit-register.js';

/** Movements and clocks between two pages. */
const PAGE = 5_000;

/**
 * Takes the schemes that a store does not know yet into it: the very rows that it would have if it had known them from the
 * start.
 *
 * @param units those of the store, to which units are added that no event it has seen named
 */
export async function fillIn(
  log: Pick<EventLog, 'readStreams'>,
  store: ScoreStore,
  schemes: readonly CompiledScheme[],
  units?: UnitRegister,
): Promise<void> {
  units ??= new UnitRegister(await store.units());
  const { position } = await store.checkpoint();
  const context = { units, schemes, upTo: position };
  await store.fillIn(filledRows(log, store, context), totalsOf(context, store.frameSize));
}

interface Context {
  /** All that is known of. */
  readonly units: UnitRegister;
  readonly schemes: readonly CompiledScheme[];
  readonly upTo: number;
}

/**
 * What is to be known of the schemes that a store does not know yet, up to its checkpoint. Cases are read one after another
 * from the log, each once; no event is scored under a scheme that is there already.
 */
async function* filledRows(
  log: Pick<EventLog, 'readStreams'>,
  store: ScoreStore,
  { units, schemes, upTo }: Context,
): AsyncGenerator<FilledRows, void> {
  const keys = store.unfilled;
  const added = keys.flatMap((key) => schemes[key] ?? []);
  const parked = new Map((await store.parked()).map(({ company, since }) => [company, since]));
  const clocks = new ClockKeeper(keys.flatMap((key) => (schemes[key] ? [[key, schemes[key]] as const] : [])));
  let page: { movements: Movement[]; clocks: ClockRow[] } = { movements: [], clocks: [] };
  // A case is of the kind that its stream's name begins with: those that no added scheme counts are passed over.
  const kinds = new Set([...added.flatMap(({ caseKinds }) => [...caseKinds]), ...clocks.caseKinds]);
  const prefixes = [...kinds].map((kind) => `${kind}/`);
  for await (const events of log.readStreams({ upTo, prefixes })) {
    let before = untracked(added);
    for (const event of events) {
      const after = advance(before, event, added);
      const isCounted = ({ company }: { readonly company: number }): boolean =>
        event.position < (parked.get(company) ?? Infinity);
      for (const [index, scheme] of keys.entries()) {
        for (const { unit: path, period, amounts } of difference(
          before.contributions[index],
          after.contributions[index],
        )) {
          const unit = units.mention(path, event.position);
          if (!isCounted(unit)) continue;
          const { key, company } = unit;
          page.movements.push({ scheme, company, period, position: event.position, unit: key, amounts });
        }
      }
      page.clocks.push(...clocks.changes(event, before.state, after.state, units).filter(isCounted));
      before = after;
    }
    if (page.movements.length + page.clocks.length < PAGE) continue;
    yield page;
    page = { movements: [], clocks: [] };
  }
  yield page;
}

/** The totals that movements make, in the very way in which they are kept event by event. */
function totalsOf({ units, schemes, upTo }: Context, frameSize: number): TotalsOf {
  return (movements) => {
    const totals: StoredTotals[] = [];
    const pastTotals: PastTotals[] = [];
    let scheme = -1;
    let running = new RunningTotals(null, schemes, frameSize);
    const take = (): void => {
      running.advanceTo(upTo);
      totals.push(...running.takeChanges());
      pastTotals.push(...running.takePast());
    };
    for (const { unit: key, position, ...movement } of movements) {
      const unit = units.withKey(key);
      if (!unit) throw new RangeError(`A movement at position ${position} names a unit ${key} that there is not.`);
      if (movement.scheme !== scheme) {
        take();
        running = new RunningTotals(null, schemes, frameSize);
        scheme = movement.scheme;
      }
      const overflow = running.add([running.prepare({ ...movement, unit })], position);
      if (overflow) throw overflow;
    }
    take();
    return { totals, pastTotals };
  };
}
