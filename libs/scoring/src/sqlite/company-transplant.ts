/**
 * Puts everything that another file of scores knows of one company in the place of what this one knows of it: in one
 * transaction, with keys of units and types as they are here. Both files must have been fed up to the same position and count
 * in frames of the same size. All other companies' rows stay as they are.
 */
import type { DatabaseSync } from 'node:sqlite';

import { packClocks, unpackClocks } from './packed-clocks.js';
import { byPosition, type PackedMovement, packMovements, unpackMovements } from './packed-movements.js';

/** `$here` and `$there` are the keys of the company in this file and in the other; `unit_here` translates units. */
const TRANSPLANT = [
  // Units: new ones get the next keys, in order of first mention; what is known of the others is what is known there.
  `INSERT INTO unit (key, path, level, company, name, licensed_at, insurer_type, past, since, described_at)
     SELECT (SELECT max(key) FROM unit) + row_number() OVER (ORDER BY key), path, level, $here, name, licensed_at,
       insurer_type, past, since, described_at
     FROM again.unit WHERE company = $there AND path NOT IN (SELECT path FROM main.unit)`,
  `INSERT INTO unit_here (there, here)
     SELECT there.key, here.key FROM again.unit there JOIN main.unit here USING (path)`,
  `UPDATE unit SET (name, licensed_at, insurer_type, past, since, described_at) =
     (SELECT name, licensed_at, insurer_type, past, since, described_at FROM again.unit there WHERE there.path = unit.path)
     WHERE company = $here AND path IN (SELECT path FROM again.unit WHERE company = $there)`,
  'DELETE FROM former_unit WHERE key IN (SELECT key FROM unit WHERE company = $here)',
  `INSERT INTO former_unit (key, until_position, from_position, name, licensed_at, insurer_type, past)
     SELECT here, until_position, from_position, name, licensed_at, insurer_type, past
     FROM again.former_unit JOIN unit_here ON there = key
     WHERE key IN (SELECT key FROM again.unit WHERE company = $there)`,
  'DELETE FROM movement WHERE company = $here',
  'DELETE FROM clock WHERE company = $here',
  'DELETE FROM totals WHERE unit IN (SELECT key FROM unit WHERE company = $here)',
  `INSERT INTO totals (scheme, level, period, unit, amounts, position)
     SELECT scheme, level, period, here, amounts, position FROM again.totals JOIN unit_here ON there = unit
     WHERE unit IN (SELECT key FROM again.unit WHERE company = $there)`,
  'DELETE FROM past_totals WHERE company = $here',
  `INSERT INTO past_totals (scheme, period, company, frame, amounts, position)
     SELECT scheme, period, $here, frame, amounts, position FROM again.past_totals WHERE company = $there`,
  'DELETE FROM origin WHERE company = $here',
  `INSERT INTO origin (company, source, first, first_simulated)
     SELECT $here, source, first, first_simulated FROM again.origin WHERE company = $there`,
  // An event that could not be read may have been listed under another type, unit or company.
  `INSERT INTO fact_type (key, name)
     SELECT (SELECT coalesce(max(key), 0) FROM fact_type) + row_number() OVER (ORDER BY key), name
     FROM again.fact_type WHERE name NOT IN (SELECT name FROM main.fact_type)`,
  `UPDATE fact SET type = told.type, company = told.company, unit = told.unit, occurred_at = told.occurred_at
     FROM (SELECT there.position, type.key AS type, unit.company, unit.key AS unit, there.occurred_at
       FROM again.fact there
       JOIN again.fact_type told_type ON told_type.key = there.type
       JOIN main.fact_type type USING (name)
       JOIN unit_here ON unit_here.there = there.unit
       JOIN main.unit unit ON unit.key = unit_here.here
       WHERE there.company = $there
         OR there.position IN (SELECT position FROM main.fact WHERE company = $here)) AS told
     WHERE fact.position = told.position`,
  'DELETE FROM parked WHERE company = $here',
  'INSERT INTO parked (company, since, reason) SELECT $here, since, reason FROM again.parked WHERE company = $there',
];

export function transplantCompany(connection: DatabaseSync, file: string, path: string): void {
  connection.prepare('ATTACH ? AS again').run(file);
  try {
    connection.exec('CREATE TEMP TABLE unit_here (there INTEGER PRIMARY KEY, here INTEGER NOT NULL)');
    connection.exec('BEGIN IMMEDIATE');
    const key = (schema: string): number =>
      connection.prepare(`SELECT key FROM ${schema}.unit WHERE path = ?`).get(path)?.['key'] as number;
    const [here, there] = [key('main'), key('again')];
    for (const sql of TRANSPLANT) {
      const statement = connection.prepare(sql);
      statement.setAllowUnknownNamedParameters(true);
      statement.run({ here, there });
    }
    const unitHere = unitsHere(connection);
    takeClocks(connection, here, there, unitHere);
    rewriteJournal(connection, here, takeMovements(connection, here, there, unitHere));
    connection.exec('COMMIT');
  } catch (error) {
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  } finally {
    connection.exec('DROP TABLE IF EXISTS temp.unit_here; DETACH again');
  }
}

type UnitHere = (there: number) => number;

function unitsHere(connection: DatabaseSync): UnitHere {
  const rows = connection.prepare('SELECT there, here FROM unit_here').all() as { there: number; here: number }[];
  const units = new Map(rows.map(({ there, here }) => [there, here]));
  return (there) => units.get(there) ?? 0;
}

function takeClocks(connection: DatabaseSync, here: number, there: number, unitHere: UnitHere): void {
  const add = connection.prepare('INSERT INTO clock (company, clocks) VALUES (?, ?)');
  const parts = connection.prepare('SELECT clocks FROM again.clock WHERE company = ?').all(there);
  for (const { clocks } of parts as { clocks: Uint8Array }[]) {
    const rows = [...unpackClocks(clocks)].map((row) => ({ ...row, unit: unitHere(row.unit) }));
    add.run(here, packClocks(rows));
  }
}

/** @returns them, as they are here, by scheme */
function takeMovements(
  connection: DatabaseSync,
  here: number,
  there: number,
  unitHere: UnitHere,
): ReadonlyMap<number, readonly PackedMovement[]> {
  const add = connection.prepare('INSERT INTO movement (scheme, company, part, movements) VALUES (?, ?, ?, ?)');
  const taken = new Map<number, PackedMovement[]>();
  const parts = connection.prepare('SELECT scheme, part, movements FROM again.movement WHERE company = ?');
  for (const { scheme, part, movements } of parts.all(there) as {
    scheme: number;
    part: number;
    movements: Uint8Array;
  }[]) {
    const ofPart = unpackMovements(movements).map((movement) => ({ ...movement, unit: unitHere(movement.unit) }));
    add.run(scheme, here, part, packMovements(ofPart));
    const ofScheme = taken.get(scheme) ?? [];
    for (const movement of ofPart) ofScheme.push(movement);
    taken.set(scheme, ofScheme);
  }
  for (const movements of taken.values()) movements.sort(byPosition);
  return taken;
}

/** Each part of the journal that holds anything of the company, before or now, is packed anew; later ones begin a new part. */
function rewriteJournal(
  connection: DatabaseSync,
  company: number,
  movements: ReadonlyMap<number, readonly PackedMovement[]>,
): void {
  const units = new Set(
    connection
      .prepare('SELECT key FROM unit WHERE company = ?')
      .all(company)
      .map(({ key }) => key as number),
  );
  const update = connection.prepare('UPDATE journal SET movements = ? WHERE scheme = ? AND last = ?');
  const add = connection.prepare('INSERT INTO journal (scheme, last, movements) VALUES (?, ?, ?)');
  const journalled = connection.prepare('SELECT DISTINCT scheme FROM journal').all() as { scheme: number }[];
  for (const scheme of new Set([...journalled.map(({ scheme }) => scheme), ...movements.keys()])) {
    const own = movements.get(scheme) ?? [];
    let next = 0;
    const parts = connection.prepare('SELECT last, movements FROM journal WHERE scheme = ? ORDER BY last').all(scheme);
    for (const { last, movements: packed } of parts as { last: number; movements: Uint8Array }[]) {
      const begin = next;
      while (next < own.length && (own[next]?.position ?? 0) <= last) next += 1;
      const all = unpackMovements(packed);
      const others = all.filter(({ unit }) => !units.has(unit));
      const of = own.slice(begin, next);
      if (others.length < all.length || of.length > 0)
        update.run(packMovements([...others, ...of].sort((a, b) => a.position - b.position)), scheme, last);
    }
    const rest = own.slice(next);
    const final = rest.at(-1);
    if (final) add.run(scheme, final.position, packMovements(rest));
  }
}
