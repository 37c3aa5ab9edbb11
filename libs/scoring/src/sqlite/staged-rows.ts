/**
 * Movements of schemes that are filled in come in the order of streams. They wait in a temporary file, packed, until all of
 * their stretch have come: so memory is bounded however large the ledger is.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { MovementColumns } from '../movement-columns.js';
import { type OrderedMovements, STRETCH, type StretchPart } from '../score-store.js';
import { unpackInto } from './packed-movements.js';
import type { Statements } from './statements.js';

export class StagedRows {
  private readonly insert: StatementSync;
  private readonly remove: StatementSync;
  private readonly columns = new MovementColumns();

  constructor(
    private readonly database: DatabaseSync,
    private readonly rows: Statements,
  ) {
    database.exec(
      'CREATE TEMP TABLE staged (scheme INTEGER NOT NULL, stretch INTEGER NOT NULL, movements BLOB NOT NULL); ' +
        'CREATE INDEX temp.staged_by_stretch ON staged (stretch, scheme)',
    );
    this.insert = database.prepare('INSERT INTO staged (scheme, stretch, movements) VALUES (?, ?, ?)');
    this.remove = database.prepare('DELETE FROM staged WHERE stretch < ?');
  }

  add(parts: readonly StretchPart[]): void {
    for (const { scheme, stretch, movements } of parts) this.insert.run(scheme, stretch, movements);
  }

  /** Takes out what lies in stretches that end before a position, stretch by stretch. Each is to be done with before the next. */
  *take(before: number): Generator<OrderedMovements> {
    const { columns } = this;
    const end = Math.floor(before / STRETCH);
    let place: readonly [scheme: number, stretch: number] | undefined;
    const ordered = ([scheme, stretch]: readonly [number, number]): OrderedMovements => {
      const all = Uint32Array.from({ length: columns.count }, (_, index) => index);
      return { scheme, columns, order: columns.inOrder(all, stretch * STRETCH, STRETCH) };
    };
    const sql = 'SELECT scheme, stretch, movements FROM staged WHERE stretch < ? ORDER BY stretch, scheme';
    for (const [scheme, stretch, packed] of this.rows.each(sql, end) as Iterable<[number, number, Uint8Array]>) {
      if (place && (place[0] !== scheme || place[1] !== stretch)) {
        yield ordered(place);
        columns.clear();
      }
      place = [scheme, stretch];
      unpackInto(columns, packed);
    }
    if (place) yield ordered(place);
    columns.clear();
    this.remove.run(end);
  }

  close(): void {
    this.database.exec('DROP TABLE IF EXISTS temp.staged');
  }
}
