/**
 * The layout of `scores.db`. Tables whose rows are found by a composite key keep them in that key (WITHOUT ROWID): one
 * B-tree, no second copy. Amounts of totals are JSON text, slot and integer in turns, read and written whole; movements and
 * clocks of one page of events that are asked for together are packed into one row (`packed-movements.ts`, `packed-clocks.ts`):
 * a row of its own for each cost more than all the rest of scoring. Rows with much in them are appended, and found by an
 * index: in the tree of a key they would spill over its pages.
 */
export const PROJECTION_VERSION = 5;

export const SCORES_FILE = 'scores.db';

/**
 * Positions in a frame. Larger frames mean fewer rows of past totals, and more movements to add to the last of them when a
 * moment is asked for: some thousand of a scheme take about a millisecond.
 */
export const FRAME_SIZE = 4_096;

export const SCHEMA = `
  CREATE TABLE source (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    source TEXT NOT NULL,
    frame_size INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE checkpoint (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    position INTEGER NOT NULL,
    recorded_at INTEGER,
    count INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE unit (
    key INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    level INTEGER NOT NULL,
    company INTEGER NOT NULL,
    name TEXT NOT NULL,
    licensed_at INTEGER,
    insurer_type TEXT,
    past TEXT,
    since INTEGER NOT NULL,
    described_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE former_unit (
    key INTEGER NOT NULL,
    until_position INTEGER NOT NULL,
    from_position INTEGER NOT NULL,
    name TEXT NOT NULL,
    licensed_at INTEGER,
    insurer_type TEXT,
    past TEXT,
    PRIMARY KEY (key, until_position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX unit_with_past ON unit (key) WHERE past IS NOT NULL;
  CREATE INDEX unit_by_level ON unit (level);
  CREATE TABLE totals (
    scheme INTEGER NOT NULL,
    level INTEGER NOT NULL,
    period INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    amounts TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (scheme, level, period, unit)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE past_totals (
    scheme INTEGER NOT NULL,
    period INTEGER NOT NULL,
    company INTEGER NOT NULL,
    frame INTEGER NOT NULL,
    amounts TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (scheme, period, company, frame)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE movement (
    scheme INTEGER NOT NULL,
    company INTEGER NOT NULL,
    part INTEGER NOT NULL,
    movements BLOB NOT NULL
  ) STRICT;
  CREATE INDEX movement_by_part ON movement (scheme, company, part);
  CREATE TABLE journal (
    scheme INTEGER NOT NULL,
    last INTEGER NOT NULL,
    movements BLOB NOT NULL,
    PRIMARY KEY (scheme, last)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE clock (
    company INTEGER NOT NULL,
    clocks BLOB NOT NULL
  ) STRICT;
  CREATE INDEX clock_by_company ON clock (company);
  CREATE TABLE fact_type (
    key INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE fact (
    position INTEGER PRIMARY KEY,
    type INTEGER NOT NULL,
    company INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    occurred_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX fact_by_company ON fact (company);
  CREATE TABLE origin (
    company INTEGER NOT NULL,
    source TEXT NOT NULL,
    first INTEGER NOT NULL,
    first_simulated INTEGER,
    PRIMARY KEY (company, source)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE parked (
    company INTEGER PRIMARY KEY,
    since INTEGER NOT NULL,
    reason TEXT NOT NULL
  ) STRICT;
  INSERT INTO checkpoint (only_row, position, recorded_at, count) VALUES (1, 0, NULL, 0);
`;
