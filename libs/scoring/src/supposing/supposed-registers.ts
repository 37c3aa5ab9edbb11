/** What a supposition makes of the registers: what units are called and where they stand, and whose figures are shown. */

import type { OriginRow, ScoreView, UnitRow } from '../score-store.js';
import { descriptionOf } from '../scorekeeper.js';
import type { CaseStep } from './case-steps.js';
import type { SupposedCases } from './supposed-cases.js';
import type { CaseLog } from '../reading/case-log.js';
import type { SupposedRegisters } from './supposed-view.js';
import type { UnitDescription } from '../unit-register.js';
import { nameless, type UnitKeys } from './unit-keys.js';

/** @param gone sources of which no event is left */
export async function supposedRegisters(
  view: ScoreView,
  log: CaseLog,
  supposed: SupposedCases,
  gone: ReadonlySet<string>,
): Promise<SupposedRegisters> {
  return {
    units: new Map(describedUnits(supposed).map((unit) => [unit.key, unit])),
    origins: await supposedOrigins(view, log, supposed, gone),
  };
}

/** Companies and units whose own case is told otherwise: a name that was never changed, a merger that never was. */
function describedUnits({ cases, units }: SupposedCases): UnitRow[] {
  return cases.flatMap(({ recorded, supposed }) => {
    const described = describedUnit(recorded, supposed);
    return described ? [{ ...units.of(described.path).row, ...described.known }] : [];
  });
}

export interface DescribedUnit {
  readonly path: string;
  readonly known: UnitDescription & Pick<UnitRow, 'describedAt'>;
}

/** What a company's or unit's own case says of it under a supposition; undefined for cases of other kinds. */
export function describedUnit(recorded: readonly CaseStep[], supposed: readonly CaseStep[]): DescribedUnit | undefined {
  const told = recorded.findLast(({ after }) => !after.broken);
  const state = told?.after.state;
  if (!told || (state?.kind !== 'company' && state?.kind !== 'unit')) return undefined;
  const last = supposed.findLast(({ after }) => !after.broken);
  const left = last?.after.state;
  const path = state.unit;
  return last && left
    ? { path, known: { ...descriptionOf(left, last.event.position), describedAt: last.event.position } }
    : { path, known: { ...nameless(path), describedAt: told.event.position } };
}

/** Where an event comes from, and which company it is about. */
interface Origin {
  readonly company: number;
  readonly source: string;
  readonly position: number;
  readonly isSimulated: boolean;
}

const nameOf = ({ company, source }: Pick<Origin, 'company' | 'source'>): string => `${company} ${source}`;

async function supposedOrigins(
  view: ScoreView,
  log: CaseLog,
  { cases, units }: SupposedCases,
  gone: ReadonlySet<string>,
): Promise<OriginRow[]> {
  const retold = new Set(cases.flatMap(({ recorded }) => recorded.map(({ event }) => event.position)));
  const now = Map.groupBy(
    cases.flatMap(({ supposed }) => originsOf(supposed, units)),
    nameOf,
  );
  const rows: OriginRow[] = [];
  for (const row of await view.origins()) {
    const own = now.get(nameOf(row)) ?? [];
    now.delete(nameOf(row));
    if (gone.has(row.source)) continue;
    const first = retold.has(row.first) ? await firstOf(view, log, row, retold, false) : row.first;
    const simulated =
      row.firstSimulated !== null && retold.has(row.firstSimulated)
        ? await firstOf(view, log, row, retold, true)
        : row.firstSimulated;
    const changed = originRow(row, [first, ...own.map(({ position }) => position)], [simulated, ...simulatedOnes(own)]);
    if (changed) rows.push(changed);
  }
  for (const own of now.values()) {
    const [origin] = own;
    const added =
      origin &&
      originRow(
        origin,
        own.map(({ position }) => position),
        simulatedOnes(own),
      );
    if (added) rows.push(added);
  }
  return rows.sort((a, b) => a.company - b.company || (a.source < b.source ? -1 : 1));
}

const simulatedOnes = (origins: readonly Origin[]): number[] =>
  origins.flatMap(({ position, isSimulated }) => (isSimulated ? [position] : []));

/** Null when no event of that origin is left. */
function originRow(
  { company, source }: Pick<Origin, 'company' | 'source'>,
  positions: readonly (number | null)[],
  simulated: readonly (number | null)[],
): OriginRow | null {
  const first = leastOf(positions);
  return first === null ? null : { company, source, first, firstSimulated: leastOf(simulated) };
}

function leastOf(positions: readonly (number | null)[]): number | null {
  const known = positions.filter((position) => position !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function originsOf(steps: readonly CaseStep[], units: UnitKeys): Origin[] {
  return steps.flatMap(({ event, after }): Origin[] => {
    const unit = after.state?.unit ?? after.broken?.companies[0];
    if (unit === undefined || unit === '' || !after.fact) return [];
    const { source, simulated } = after.fact;
    const company = units.of(unit).company.key;
    return [{ company, source, position: event.position, isSimulated: simulated === true }];
  });
}

const FACTS_AT_ONCE = 200;

/** Position of the first event of an origin that is not told anew; null when there is none. */
async function firstOf(
  view: ScoreView,
  log: CaseLog,
  { company, source, first }: OriginRow,
  retold: ReadonlySet<number>,
  simulated: boolean,
): Promise<number | null> {
  const unit = (await view.units('company')).find(({ key }) => key === company)?.path;
  if (unit === undefined) return null;
  for (let after = first; ;) {
    const positions = await view.facts({ unit, order: 'oldest-first', after, limit: FACTS_AT_ONCE });
    for (const position of positions) {
      if (retold.has(position)) continue;
      const [event] = await log.readAll({ after: position - 1, limit: 1 });
      const envelope = event ? (JSON.parse(event.body) as { source?: unknown; simulated?: unknown }) : {};
      if (envelope.source === source && (!simulated || envelope.simulated === true)) return position;
    }
    const last = positions.at(-1);
    if (positions.length < FACTS_AT_ONCE || last === undefined) return null;
    after = last;
  }
}
