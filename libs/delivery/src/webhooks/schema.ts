/**
 * The layout of `delivery.db`: who is told what, what each was told last, and what is on its way. Unlike the scores it
 * cannot be rebuilt, and it holds secrets: nobody but its owner may read it.
 */
export const DELIVERY_FILE = 'delivery.db';

/** Raised when the layout changes so that an older program would misread it. */
export const DELIVERY_FORMAT = 1;

export const SCHEMA = `
  CREATE TABLE webhook (
    id TEXT PRIMARY KEY,
    settings TEXT NOT NULL,
    secret TEXT NOT NULL,
    earlier_secret TEXT,
    earlier_until INTEGER,
    origin TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'active',
    delivered INTEGER NOT NULL DEFAULT 0,
    failed_attempts INTEGER NOT NULL DEFAULT 0,
    last_delivered_at INTEGER,
    last_error TEXT,
    last_error_at INTEGER
  ) STRICT;
  -- The boards that a webhook watches, each under the rulebook it was last looked at with.
  CREATE TABLE watched (
    webhook TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    scheme TEXT NOT NULL,
    period TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (webhook, scheme, period)
  ) STRICT, WITHOUT ROWID;
  -- Where each unit stood when it was last told, or put on its way.
  CREATE TABLE told (
    webhook TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    scheme TEXT NOT NULL,
    period TEXT NOT NULL,
    unit TEXT NOT NULL,
    standing TEXT NOT NULL,
    PRIMARY KEY (webhook, scheme, period, unit)
  ) STRICT, WITHOUT ROWID;
  -- The outbox. A message keeps its place when a later change of the same unit overtakes it before it was ever tried.
  CREATE TABLE message (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    webhook TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    scheme TEXT NOT NULL,
    period TEXT NOT NULL,
    unit TEXT NOT NULL,
    position INTEGER NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER NOT NULL,
    last_error TEXT,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX message_queue ON message (webhook, state, seq);
  CREATE INDEX message_untried ON message (webhook, scheme, period, unit) WHERE state = 'waiting' AND attempts = 0;
  CREATE TABLE progress (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    ledger TEXT NOT NULL,
    position INTEGER NOT NULL
  ) STRICT;
  PRAGMA user_version = ${DELIVERY_FORMAT};
`;
