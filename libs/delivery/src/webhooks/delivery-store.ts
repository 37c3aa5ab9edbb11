import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { formatTimestamp } from '#assay/transparency';
import type { Standing } from './change.js';
import type { Message } from './message.js';
import { DELIVERY_FILE, DELIVERY_FORMAT, SCHEMA } from './schema.js';
import { UnknownWebhookError, type Webhook, WebhookError, type WebhookOrigin, type WebhookView } from './webhook.js';

/** A board as a webhook watches it. */
export interface WatchedBoard {
  readonly webhook: string;
  readonly scheme: string;
  readonly period: string;
}

/** A message that waits for its next try. */
export interface WaitingMessage {
  readonly seq: number;
  readonly id: string;
  readonly body: string;
  readonly attempts: number;
  /** ms since the epoch. */
  readonly nextAttemptAt: number;
}

/** A message that was set aside. */
export interface DeadLetter {
  readonly id: string;
  readonly webhook: string;
  readonly unit: string;
  readonly position: number;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: string;
  readonly body: unknown;
}

type Row = Readonly<Record<string, unknown>>;

/**
 * Webhooks, what each was told, and the outbox, in one SQLite file. Several processes may have it open (the server and the
 * `assay webhook` command); each step is one transaction, and durable when it returns.
 */
export class DeliveryStore {
  private readonly statements = new Map<string, StatementSync>();

  private constructor(private readonly db: DatabaseSync) {}

  static exists(folder: string): boolean {
    return existsSync(join(folder, DELIVERY_FILE));
  }

  /** Opens the store of a folder, and makes it if there is none. @throws WebhookError for a file of a later format */
  static open(folder: string): DeliveryStore {
    const path = join(folder, DELIVERY_FILE);
    // Made by us with these rights before SQLite sees it: it gives its companion files the same.
    closeSync(openSync(path, 'a', 0o600));
    const db = new DatabaseSync(path, { timeout: 5_000, enableForeignKeyConstraints: true });
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    const store = new DeliveryStore(db);
    store.transaction(() => {
      const format = Number(store.get('PRAGMA user_version')?.['user_version']);
      if (format === 0) db.exec(SCHEMA);
      else if (format !== DELIVERY_FORMAT)
        throw new WebhookError(
          `${path} has format ${format}; this program knows format ${DELIVERY_FORMAT}. Use the version of Assay that wrote it.`,
        );
    });
    return store;
  }

  close(): void {
    if (this.db.isOpen) this.db.close();
  }

  /** All of it or nothing. Not to be nested. */
  transaction<T>(work: () => T): T {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.db.exec('COMMIT');
      return result;
    } catch (error) {
      this.db.exec('ROLLBACK');
      throw error;
    }
  }

  // ── webhooks ──

  /** @throws WebhookError when the name is taken */
  add(webhook: Webhook, secret: string, origin: WebhookOrigin): void {
    if (this.get('SELECT 1 FROM webhook WHERE id = ?', webhook.id))
      throw new WebhookError(`There is a webhook "${webhook.id}" already: remove it first, or choose another id.`);
    const settings = JSON.stringify(webhook);
    this.run(
      'INSERT INTO webhook (id, settings, secret, origin) VALUES (?, ?, ?, ?)',
      webhook.id,
      settings,
      secret,
      origin,
    );
  }

  /** Keeps what is on its way; a webhook that watches something else begins anew. */
  change(webhook: Webhook, secret: string): void {
    const { schemes, period, unitLevel, unit } = this.webhook(webhook.id);
    this.run('UPDATE webhook SET settings = ?, secret = ? WHERE id = ?', JSON.stringify(webhook), secret, webhook.id);
    const before = JSON.stringify([schemes, period, unitLevel, unit]);
    if (before === JSON.stringify([webhook.schemes, webhook.period, webhook.unitLevel, webhook.unit])) return;
    this.run('DELETE FROM watched WHERE webhook = ?', webhook.id);
    this.run('DELETE FROM told WHERE webhook = ?', webhook.id);
  }

  /** Takes its messages with it. @throws UnknownWebhookError */
  remove(id: string): void {
    if (this.run('DELETE FROM webhook WHERE id = ?', id) === 0) throw new UnknownWebhookError(id);
  }

  setState(id: string, state: WebhookView['state']): void {
    if (this.run('UPDATE webhook SET state = ? WHERE id = ?', state, id) === 0) throw new UnknownWebhookError(id);
  }

  /** @throws UnknownWebhookError */
  webhook(id: string): Webhook {
    const row = this.get('SELECT settings FROM webhook WHERE id = ?', id);
    if (!row) throw new UnknownWebhookError(id);
    return settingsOf(row);
  }

  /**
   * What messages are signed with, each `whsec_…` or `env:NAME`: the secret, and for a while the one before it.
   * @throws UnknownWebhookError
   */
  secrets(id: string, now: number): string[] {
    const row = this.get('SELECT secret, earlier_secret, earlier_until FROM webhook WHERE id = ?', id);
    if (!row) throw new UnknownWebhookError(id);
    const isEarlierGood = row['earlier_secret'] !== null && Number(row['earlier_until']) > now;
    return [String(row['secret']), ...(isEarlierGood ? [String(row['earlier_secret'])] : [])];
  }

  /** From now on messages are signed with another secret, and until `earlierUntil` with the one of now as well. */
  changeSecret(id: string, secret: string, earlierUntil: number): void {
    const sql = 'UPDATE webhook SET earlier_secret = secret, earlier_until = ?, secret = ? WHERE id = ?';
    if (this.run(sql, earlierUntil, secret, id) === 0) throw new UnknownWebhookError(id);
  }

  /** By id. */
  webhooks(): (Webhook & { readonly origin: WebhookOrigin; readonly state: WebhookView['state'] })[] {
    return this.all('SELECT settings, origin, state FROM webhook ORDER BY id').map((row) => ({
      ...settingsOf(row),
      origin: row['origin'] as WebhookOrigin,
      state: row['state'] as WebhookView['state'],
    }));
  }

  /** By id. */
  views(): WebhookView[] {
    const counts = this.all(
      'SELECT webhook, state, count(*) AS messages, min(created_at) AS since FROM message GROUP BY webhook, state',
    );
    const of = (id: unknown, state: string): Row | undefined =>
      counts.find((row) => row['webhook'] === id && row['state'] === state);
    return this.all('SELECT * FROM webhook ORDER BY id').map((row) => ({
      ...settingsOf(row),
      origin: row['origin'] as WebhookOrigin,
      state: row['state'] as WebhookView['state'],
      waiting: Number(of(row['id'], 'waiting')?.['messages'] ?? 0),
      waitingSince: instant(of(row['id'], 'waiting')?.['since']),
      dead: Number(of(row['id'], 'dead')?.['messages'] ?? 0),
      delivered: Number(row['delivered']),
      failedAttempts: Number(row['failed_attempts']),
      lastDeliveredAt: instant(row['last_delivered_at']),
      lastError: row['last_error'] as string | null,
      lastErrorAt: instant(row['last_error_at']),
    }));
  }

  // ── what was told ──

  /** Position up to which changes were looked for, in this very ledger; null when none were yet. */
  position(ledger: string): number | null {
    const row = this.get('SELECT position FROM progress WHERE ledger = ?', ledger);
    return row ? Number(row['position']) : null;
  }

  setPosition(ledger: string, position: number): void {
    this.run('INSERT OR REPLACE INTO progress (only_row, ledger, position) VALUES (1, ?, ?)', ledger, position);
  }

  /** Forgets what anybody was told: the next look only takes notice. */
  forgetTold(): void {
    this.db.exec('DELETE FROM watched; DELETE FROM told');
  }

  /** The boards that a webhook watches, with the hash of the rulebook each was last looked at with. */
  watched(webhook: string): { readonly scheme: string; readonly period: string; readonly hash: string }[] {
    return this.all('SELECT scheme, period, hash FROM watched WHERE webhook = ?', webhook).map((row) => ({
      scheme: String(row['scheme']),
      period: String(row['period']),
      hash: String(row['hash']),
    }));
  }

  watch({ webhook, scheme, period }: WatchedBoard, hash: string): void {
    this.run(
      'INSERT OR REPLACE INTO watched (webhook, scheme, period, hash) VALUES (?, ?, ?, ?)',
      webhook,
      scheme,
      period,
      hash,
    );
  }

  unwatch({ webhook, scheme, period }: WatchedBoard): void {
    for (const table of ['watched', 'told'])
      this.run(`DELETE FROM ${table} WHERE webhook = ? AND scheme = ? AND period = ?`, webhook, scheme, period);
  }

  /** Where each unit stood when it was last told. */
  told({ webhook, scheme, period }: WatchedBoard): Map<string, Standing> {
    const rows = this.all(
      'SELECT unit, standing FROM told WHERE webhook = ? AND scheme = ? AND period = ?',
      webhook,
      scheme,
      period,
    );
    return new Map(rows.map((row) => [String(row['unit']), JSON.parse(String(row['standing'])) as Standing]));
  }

  tell({ webhook, scheme, period }: WatchedBoard, unit: string, standing: Standing | null): void {
    if (standing === null)
      this.run(
        'DELETE FROM told WHERE webhook = ? AND scheme = ? AND period = ? AND unit = ?',
        webhook,
        scheme,
        period,
        unit,
      );
    else
      this.run(
        'INSERT OR REPLACE INTO told (webhook, scheme, period, unit, standing) VALUES (?, ?, ?, ?, ?)',
        webhook,
        scheme,
        period,
        unit,
        JSON.stringify(standing),
      );
  }

  // ── the outbox ──

  /** The message about a unit that was never tried yet, if there is one: a later change may overtake it. */
  untried({ webhook, scheme, period }: WatchedBoard, unit: string): { seq: number; body: string } | undefined {
    const row = this.get(
      "SELECT seq, body FROM message WHERE webhook = ? AND scheme = ? AND period = ? AND unit = ? AND state = 'waiting' AND attempts = 0",
      webhook,
      scheme,
      period,
      unit,
    );
    return row && { seq: Number(row['seq']), body: String(row['body']) };
  }

  enqueue({ webhook, scheme, period }: WatchedBoard, { id, unit, position, body }: Message, now: number): void {
    this.run(
      'INSERT INTO message (id, webhook, scheme, period, unit, position, body, next_attempt_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[id, webhook, scheme, period, unit, position, body, now, now],
    );
  }

  /** Puts a later message in the place of one that was never tried. */
  overtake(seq: number, { id, position, body }: Message): void {
    this.run('UPDATE message SET id = ?, position = ?, body = ? WHERE seq = ?', id, position, body, seq);
  }

  drop(seq: number): void {
    this.run('DELETE FROM message WHERE seq = ?', seq);
  }

  /** The message whose turn it is: a receiver gets them in order, so one that failed holds up those after it. */
  next(webhook: string): WaitingMessage | undefined {
    const row = this.get(
      "SELECT seq, id, body, attempts, next_attempt_at FROM message WHERE webhook = ? AND state = 'waiting' ORDER BY seq LIMIT 1",
      webhook,
    );
    return (
      row && {
        seq: Number(row['seq']),
        id: String(row['id']),
        body: String(row['body']),
        attempts: Number(row['attempts']),
        nextAttemptAt: Number(row['next_attempt_at']),
      }
    );
  }

  /**
   * Before the try, so that a process killed in the middle of it neither tries again at once nor lets another message take
   * the place of one that may have arrived. @returns whether it was still there as it was read
   */
  beginAttempt({ seq, id }: WaitingMessage, nextAttemptAt: number): boolean {
    const sql = 'UPDATE message SET attempts = attempts + 1, next_attempt_at = ? WHERE seq = ? AND id = ?';
    return this.run(sql, nextAttemptAt, seq, id) > 0;
  }

  delivered(webhook: string, seq: number, now: number): void {
    this.transaction(() => {
      this.drop(seq);
      this.run('UPDATE webhook SET delivered = delivered + 1, last_delivered_at = ? WHERE id = ?', now, webhook);
    });
  }

  /** @param next when to try again, ms since the epoch; null: the message is set aside */
  failed(webhook: string, seq: number, error: string, now: number, next: number | null): void {
    this.transaction(() => {
      if (next === null) this.run("UPDATE message SET state = 'dead', last_error = ? WHERE seq = ?", error, seq);
      else this.run('UPDATE message SET next_attempt_at = ?, last_error = ? WHERE seq = ?', next, error, seq);
      this.run(
        'UPDATE webhook SET failed_attempts = failed_attempts + 1, last_error = ?, last_error_at = ? WHERE id = ?',
        error,
        now,
        webhook,
      );
    });
  }

  /** Oldest first. */
  deadLetters(webhook?: string): DeadLetter[] {
    const rows =
      webhook === undefined
        ? this.all("SELECT * FROM message WHERE state = 'dead' ORDER BY seq")
        : this.all("SELECT * FROM message WHERE state = 'dead' AND webhook = ? ORDER BY seq", webhook);
    return rows.map((row) => ({
      id: String(row['id']),
      webhook: String(row['webhook']),
      unit: String(row['unit']),
      position: Number(row['position']),
      attempts: Number(row['attempts']),
      lastError: row['last_error'] as string | null,
      createdAt: instant(row['created_at']) ?? '',
      body: JSON.parse(String(row['body'])) as unknown,
    }));
  }

  /** They have been tried, so nothing overtakes them: they go out as they are. @returns how many */
  resend(webhook: string, now: number, id?: string): number {
    const which = id === undefined ? '' : ' AND id = ?';
    return this.run(
      `UPDATE message SET state = 'waiting', attempts = 1, next_attempt_at = ? WHERE webhook = ? AND state = 'dead'${which}`,
      now,
      webhook,
      ...(id === undefined ? [] : [id]),
    );
  }

  /** What waits now is tried at once. */
  hurry(webhook: string, now: number): void {
    this.run("UPDATE message SET next_attempt_at = ? WHERE webhook = ? AND state = 'waiting'", now, webhook);
  }

  private statement(sql: string): StatementSync {
    let statement = this.statements.get(sql);
    if (!statement) this.statements.set(sql, (statement = this.db.prepare(sql)));
    return statement;
  }

  private get = (sql: string, ...values: SQLInputValue[]): Row | undefined => this.statement(sql).get(...values);
  private all = (sql: string, ...values: SQLInputValue[]): Row[] => this.statement(sql).all(...values);
  private run = (sql: string, ...values: SQLInputValue[]): number => Number(this.statement(sql).run(...values).changes);
}

const settingsOf = (row: Row): Webhook => JSON.parse(String(row['settings'])) as Webhook;
const instant = (ms: unknown): string | null => (typeof ms === 'number' ? formatTimestamp(ms) : null);
