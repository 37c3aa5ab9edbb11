import type { EventLog } from '#assay/event-log';
import type { CompiledScheme } from '#assay/methodology';

import { FilledPages, type Filling } from './filling/filled-pages.js';
import { FilledTotals } from './filling/filled-totals.js';
import type { ScoreStore, TotalsOf } from './score-store.js';
import { UnitRegister } from './unit-register.js';

/**
 * Takes the schemes that a store does not know yet into it: the very rows that it would have if it had known them from the
 * start. Cases are read one after another from the log, each once; no event is scored under a scheme that is there already.
 *
 * @param units those of the store, to which units are added that no event it has seen named
 */
export async function fillIn(
  log: Pick<EventLog, 'readStreams'>,
  store: ScoreStore,
  schemes: readonly CompiledScheme[],
  units?: UnitRegister,
): Promise<void> {
  const register = units ?? new UnitRegister(await store.units());
  const filling: Filling = {
    added: store.unfilled.flatMap((key) => (schemes[key] ? [[key, schemes[key]] as const] : [])),
    units: register,
    parked: new Map((await store.parked()).map(({ company, since }) => [company, since])),
    upTo: (await store.checkpoint()).position,
  };
  const companyOf = (unit: number): number => register.withKey(unit)?.company ?? 0;
  await store.fillIn(new FilledPages(filling).of(log), totalsOf(filling, store.frameSize), companyOf);
}

function totalsOf({ added, units, upTo }: Filling, frameSize: number): TotalsOf {
  const totals = new Map(added.map(([key, scheme]) => [key, new FilledTotals(key, scheme, units, frameSize)]));
  return (movements) => {
    if (movements) {
      const ofScheme = totals.get(movements.scheme);
      ofScheme?.add(movements);
      return { totals: [], pastTotals: ofScheme?.takePast() ?? [] };
    }
    const all = [...totals.values()];
    for (const each of all) each.advanceTo(upTo);
    return { totals: all.flatMap((each) => each.all()), pastTotals: all.flatMap((each) => each.takePast()) };
  };
}
