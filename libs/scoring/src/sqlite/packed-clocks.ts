/**
 * Clocks of one company, packed: the rows that one page of events made, of all schemes. A case is named once for all of its
 * rows that follow one another, times are told from the start of the clock on, and once for schemes that promise the same.
 */
import { type Clock, isSameClock } from '#assay/methodology';

import type { ClockPart, ClockRow } from '../score-store.js';
import { PackedReader, PackedWriter } from './packed-bytes.js';

/** A clock without the company that all of them are of. */
export type PackedClock = Omit<ClockRow, 'company'>;

/** What is written is taken before anything else has its turn: one serves all. */
const writer = new PackedWriter();

/** What is told of a clock: a bit each. */
const [IS_AS_BEFORE, RUNS, HAS_RISK, IS_MET] = [1, 2, 4, 8];

export function packClocks(rows: readonly PackedClock[]): Uint8Array {
  let before: PackedClock | undefined;
  for (const row of rows) {
    const { scheme, promise, case: id, position, unit, clock } = row;
    writer.text(id === before?.case ? '' : id);
    writer.unsigned(scheme);
    writer.unsigned(promise);
    writer.signed(position - (before?.position ?? 0));
    writer.signed(unit - (before?.unit ?? 0));
    if (clock && before?.clock && isSameClock(clock, before.clock)) writer.unsigned(IS_AS_BEFORE);
    else writeClock(clock);
    before = row;
  }
  return writer.take();
}

export function* unpackClocks(packed: Uint8Array): Generator<PackedClock> {
  const reader = new PackedReader(packed);
  let [id, position, unit] = ['', 0, 0];
  let clock: Clock | null = null;
  while (!reader.isAtEnd) {
    id = reader.text() || id;
    const [scheme, promise] = [reader.unsigned(), reader.unsigned()];
    position += reader.signed();
    unit += reader.signed();
    clock = readClock(reader, clock);
    yield { scheme, promise, case: id, position, unit, clock };
  }
}

function writeClock(clock: Clock | null): void {
  if (!clock) {
    writer.unsigned(0);
    return;
  }
  const { startedAt, atRiskFrom, endsAt, metAt } = clock;
  writer.unsigned(RUNS + (atRiskFrom === null ? 0 : HAS_RISK) + (metAt === null ? 0 : IS_MET));
  writer.signed(startedAt);
  writer.signed(endsAt - startedAt);
  if (atRiskFrom !== null) writer.signed(atRiskFrom - startedAt);
  if (metAt !== null) writer.signed(metAt - startedAt);
}

function readClock(reader: PackedReader, before: Clock | null): Clock | null {
  const told = reader.unsigned();
  if (told === IS_AS_BEFORE) return before;
  if (told === 0) return null;
  const startedAt = reader.signed();
  const endsAt = startedAt + reader.signed();
  const atRiskFrom = (told & HAS_RISK) === 0 ? null : startedAt + reader.signed();
  const metAt = (told & IS_MET) === 0 ? null : startedAt + reader.signed();
  return { startedAt, atRiskFrom, endsAt, metAt };
}

/** Company by company. */
export function* clockParts(rows: readonly ClockRow[]): Generator<ClockPart> {
  const inOrder = rows.toSorted((a, b) => a.company - b.company || byCase(a, b) || a.position - b.position);
  let begin = 0;
  for (let end = 1; end <= inOrder.length; end++) {
    const company = inOrder[begin]?.company ?? 0;
    if (inOrder[end]?.company === company) continue;
    yield { company, clocks: packClocks(inOrder.slice(begin, end)) };
    begin = end;
  }
}

/** The last version of each clock of a scheme that was known at a position, by promise and case. */
export function lastVersions(parts: Iterable<Uint8Array>, scheme: number, upTo: number): PackedClock[] {
  const versions = new Map<string, PackedClock>();
  for (const packed of parts) {
    for (const row of unpackClocks(packed)) {
      if (row.scheme !== scheme || row.position > upTo) continue;
      const key = `${row.promise} ${row.case}`;
      if (row.position > (versions.get(key)?.position ?? 0)) versions.set(key, row);
    }
  }
  return [...versions.values()].sort((a, b) => a.promise - b.promise || byCase(a, b));
}

const byCase = (a: PackedClock, b: PackedClock): number => (a.case < b.case ? -1 : a.case > b.case ? 1 : 0);
