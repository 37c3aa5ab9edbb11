import type { ClockRow, Movement, ScoreView, TotalsKey, TotalsRow } from '../score-store.js';
import type { TestLedger } from './test-ledger.js';

/** Everything that a store says of its schemes, by the name of the scheme. */
export const allOf = ({ store, library }: TestLedger): Promise<object> =>
  allRows(
    store,
    library.schemes.map(({ id }) => id),
  );

/** @param schemes the names of all, by key */
export async function allRows(store: ScoreView, schemes: readonly string[]): Promise<object> {
  const name = (scheme: number): string => schemes[scheme] ?? '';
  const totals: (TotalsRow & TotalsKey & { id: string })[] = [];
  for await (const rows of store.allTotals())
    totals.push(...rows.map((row) => ({ ...row, id: name(row.scheme), scheme: 0 })));
  const movements: (Movement & { id: string })[] = [];
  const clocks: (ClockRow & { id: string })[] = [];
  for (const scheme of schemes.keys()) {
    for (const { key: company } of await store.units('company')) {
      const found = await store.movements({ scheme, company, fromPeriod: 0, toPeriod: Number.MAX_SAFE_INTEGER });
      movements.push(...found.map((row) => ({ ...row, id: name(scheme), scheme: 0 })));
      clocks.push(...(await store.clocks({ scheme, company })).map((row) => ({ ...row, id: name(scheme), scheme: 0 })));
    }
  }
  const sorted = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
  return { totals: sorted(totals), movements: sorted(movements), clocks: sorted(clocks) };
}
