/**
 * Rows of schemes that are filled in come in the order of streams. They wait in a temporary file, packed, until all have come:
 * so memory is bounded however large the ledger is.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { ClockRow, FilledRows, Movement } from '../score-store.js';
import { type ClockPart, clockParts } from './packed-clocks.js';
import { byPosition, packMovements, unpackMovements } from './packed-movements.js';
import type { Statements } from './statements.js';

/** Rows in memory before they are packed. */
const MOST_ROWS = 40_000;
/** Positions that are brought in order at once. */
const STRETCH = 4_096;

/** A stretch of movements of one scheme, in order of position. */
export interface StagedStretch {
  readonly scheme: number;
  readonly movements: readonly Movement[];
}

export class StagedRows {
  private movements: Movement[] = [];
  private clocks: ClockRow[] = [];
  private readonly companies = new Map<number, number>();
  private readonly insert: StatementSync;

  /** @param keepClocks takes clocks that belong together, now and then; their order does not matter */
  constructor(
    private readonly database: DatabaseSync,
    private readonly rows: Statements,
    private readonly keepClocks: (part: ClockPart) => void,
  ) {
    database.exec(
      'CREATE TEMP TABLE staged (scheme INTEGER NOT NULL, stretch INTEGER NOT NULL, movements BLOB NOT NULL)',
    );
    this.insert = database.prepare('INSERT INTO staged (scheme, stretch, movements) VALUES (?, ?, ?)');
  }

  add({ movements, clocks }: FilledRows): void {
    for (const movement of movements) this.movements.push(movement);
    for (const clock of clocks) this.clocks.push(clock);
    if (this.movements.length + this.clocks.length >= MOST_ROWS) this.putAway();
  }

  /** All that was added, by scheme and in order of position. */
  *stretches(): Generator<StagedStretch> {
    this.putAway();
    let place: readonly [scheme: number, stretch: number] | undefined;
    let movements: Movement[] = [];
    const sql = 'SELECT scheme, stretch, movements FROM staged ORDER BY scheme, stretch';
    for (const [scheme, stretch, packed] of this.rows.each(sql) as Iterable<[number, number, Uint8Array]>) {
      if (place && (place[0] !== scheme || place[1] !== stretch)) {
        yield { scheme: place[0], movements: movements.toSorted(byPosition) };
        movements = [];
      }
      place = [scheme, stretch];
      for (const movement of unpackMovements(packed))
        movements.push({ ...movement, scheme, company: this.companies.get(movement.unit) ?? 0 });
    }
    if (place) yield { scheme: place[0], movements: movements.toSorted(byPosition) };
  }

  close(): void {
    this.database.exec('DROP TABLE IF EXISTS temp.staged');
  }

  private putAway(): void {
    for (const { unit, company } of this.movements) this.companies.set(unit, company);
    const bySchemeAndStretch = Map.groupBy(
      this.movements.toSorted(byPosition),
      ({ scheme, position }) => scheme * 2 ** 32 + Math.floor(position / STRETCH),
    );
    for (const [key, of] of bySchemeAndStretch)
      this.insert.run(Math.floor(key / 2 ** 32), key % 2 ** 32, packMovements(of));
    for (const part of clockParts(this.clocks)) this.keepClocks(part);
    this.movements = [];
    this.clocks = [];
  }
}
