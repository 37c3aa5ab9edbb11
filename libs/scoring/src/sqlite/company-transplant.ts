/**
 * Puts everything that another file of scores knows of one company in the place of what this one knows of it: in one
 * transaction, with keys of units and types as they are here. Both files must have been fed up to the same position and count
 * in frames of the same size. All other companies' rows stay as they are.
 */
import type { DatabaseSync } from 'node:sqlite';

import type { Movement } from '../score-store.js';
import { readPairs } from './amounts-text.js';
import { packMovements, readMovements } from './movement-journal.js';

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
  `INSERT INTO movement (scheme, company, period, position, unit, amounts)
     SELECT scheme, $here, period, position, here, amounts FROM again.movement JOIN unit_here ON there = unit
     WHERE company = $there`,
  'DELETE FROM clock WHERE company = $here',
  `INSERT INTO clock (scheme, company, promise, subject, position, unit, started_at, at_risk_from, ends_at, met_at)
     SELECT scheme, $here, promise, subject, position, here, started_at, at_risk_from, ends_at, met_at
     FROM again.clock JOIN unit_here ON there = unit WHERE company = $there`,
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
    rewriteJournal(connection, here);
    connection.exec('COMMIT');
  } catch (error) {
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  } finally {
    connection.exec('DROP TABLE IF EXISTS temp.unit_here; DETACH again');
  }
}

/** Each part of the journal that holds anything of the company, before or now, is packed anew; later ones begin a new part. */
function rewriteJournal(connection: DatabaseSync, company: number): void {
  const units = new Set(
    connection
      .prepare('SELECT key FROM unit WHERE company = ?')
      .all(company)
      .map(({ key }) => key as number),
  );
  const ofCompany = connection.prepare(
    'SELECT position, unit, period, amounts FROM movement WHERE scheme = ? AND company = ? ORDER BY position, period, unit',
  );
  const update = connection.prepare('UPDATE journal SET movements = ? WHERE scheme = ? AND last = ?');
  const add = connection.prepare('INSERT INTO journal (scheme, last, movements) VALUES (?, ?, ?)');
  const schemes = connection.prepare('SELECT scheme FROM journal UNION SELECT scheme FROM movement').all();
  for (const { scheme } of schemes as { scheme: number }[]) {
    const rows = ofCompany.all(scheme, company).map(({ position, unit, period, amounts }) => ({
      ...{ scheme, company, position: position as number, unit: unit as number, period: period as number },
      amounts: readPairs(amounts as string),
    }));
    let next = 0;
    const parts = connection.prepare('SELECT last, movements FROM journal WHERE scheme = ? ORDER BY last').all(scheme);
    for (const { last, movements: packed } of parts as { last: number; movements: Uint8Array }[]) {
      const begin = next;
      while (next < rows.length && (rows[next] as Movement).position <= last) next += 1;
      const { others, had } = unpacked(packed, scheme, units);
      const of = rows.slice(begin, next);
      if (had || of.length > 0)
        update.run(packMovements([...others, ...of].sort((a, b) => a.position - b.position)), scheme, last);
    }
    const rest = rows.slice(next);
    const final = rest.at(-1);
    if (final) add.run(scheme, final.position, packMovements(rest));
  }
}

/** The movements of a part that are of other units, and whether it had any of these. */
function unpacked(
  packed: Uint8Array,
  scheme: number,
  units: ReadonlySet<number>,
): { others: Movement[]; had: boolean } {
  const others: (Movement & { readonly amounts: [number, number][] })[] = [];
  let had = false;
  readMovements(packed, (position, unit, period, slot, amount) => {
    if (units.has(unit)) {
      had = true;
      return;
    }
    const last = others.at(-1);
    if (last?.position === position && last.unit === unit && last.period === period) last.amounts.push([slot, amount]);
    else others.push({ scheme, company: 0, period, position, unit, amounts: [[slot, amount]] });
  });
  return { others, had };
}
