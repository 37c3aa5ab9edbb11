import { setTimeout as sleep } from 'node:timers/promises';
import { backOffMs } from '#assay/processing';
import type { DeliveryStore, WaitingMessage } from './delivery-store.js';
import type { DeliveryOutcome, Post } from './post.js';
import type { Webhook } from './webhook.js';

export interface CourierOptions {
  /** Pauses after failed tries: they double from the first to the longest, each cut by chance to between its half and its whole. */
  readonly backOff?: { readonly firstMs: number; readonly maxMs: number };
  /** How often the outbox is looked at when nobody says that there is something new in it. */
  readonly everyMs?: number;
  readonly now?: () => number;
  readonly random?: () => number;
  /** Where `env:NAME` is found. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly onNotice?: ((sentence: string) => void) | undefined;
}

/** However long a receiver asks us to wait. */
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Empties the outbox. Each receiver gets its messages one at a time and in order, beside the others; a message that fails
 * is tried again, later each time, and set aside after so many tries. A try is written down before it begins: at least once,
 * and never at once again after a crash.
 */
export class Courier {
  private readonly options: Required<Omit<CourierOptions, 'onNotice'>>;
  private readonly busy = new Map<string, Promise<void>>();
  private stopping = new AbortController();
  private news = new AbortController();
  private running: Promise<void> | null = null;

  constructor(
    private readonly store: DeliveryStore,
    private readonly post: Post,
    private readonly given: CourierOptions = {},
  ) {
    this.options = {
      backOff: { firstMs: 5_000, maxMs: LONGEST_PAUSE_MS },
      everyMs: 500,
      now: Date.now,
      random: Math.random,
      env: process.env,
      ...given,
    };
  }

  start(): void {
    if (this.running) return;
    this.stopping = new AbortController();
    this.running = this.run().finally(() => (this.running = null));
  }

  /** Breaks off tries that are under way: whether they arrived is unknown, so they are made again, with the same id. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.hurry();
    await this.running;
    await Promise.all(this.busy.values());
  }

  /** There is something new in the outbox. */
  hurry(): void {
    this.news.abort();
  }

  /** What messages to a webhook are signed with now. @throws Error when the environment has no such variable */
  secretsOf(webhook: string): string[] {
    return this.store.secrets(webhook, this.options.now()).map((secret) => this.found(secret));
  }

  private found(secret: string): string {
    if (!secret.startsWith('env:')) return secret;
    const value = this.options.env[secret.slice('env:'.length)];
    if (value === undefined || value === '')
      throw new Error(
        `Its secret is to be found in ${secret.slice('env:'.length)}, which the environment does not have.`,
      );
    return value;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.news = new AbortController();
      try {
        this.sendOut();
      } catch (error) {
        // The store is out of reach for a moment; nothing is lost, and the next look tries again.
        this.given.onNotice?.(`The outbox of webhooks could not be read: ${messageOf(error)}`);
      }
      await sleep(this.options.everyMs, undefined, { signal: this.news.signal }).catch(() => undefined);
    }
  }

  private sendOut(): void {
    for (const webhook of this.store.webhooks()) {
      if (webhook.state !== 'active' || this.busy.has(webhook.id)) continue;
      const message = this.store.next(webhook.id);
      if (!message || message.nextAttemptAt > this.options.now()) continue;
      const sending = this.attempt(webhook, message)
        .catch((error: unknown) => this.given.onNotice?.(`Webhook ${webhook.id}: ${messageOf(error)}`))
        .finally(() => {
          this.busy.delete(webhook.id);
          this.hurry();
        });
      this.busy.set(
        webhook.id,
        sending.then(() => undefined),
      );
    }
  }

  private async attempt(webhook: Webhook, message: WaitingMessage): Promise<void> {
    const tries = message.attempts + 1;
    const pause = backOffMs(tries, { ...this.options.backOff, random: this.options.random });
    if (!this.store.beginAttempt(message, this.options.now() + pause)) return;
    const outcome = await this.send(webhook, message);
    const now = this.options.now();
    if (outcome.ok) {
      this.store.delivered(webhook.id, message.seq, now);
      return;
    }
    const next = now + Math.min(LONGEST_PAUSE_MS, Math.max(pause, outcome.retryAfterMs ?? 0));
    const isLast = tries >= webhook.maxAttempts && outcome.gone === undefined && !this.stopping.signal.aborted;
    this.store.failed(webhook.id, message.seq, outcome.error, now, isLast ? null : next);
    if (outcome.gone) {
      this.store.setState(webhook.id, 'gone');
      this.given.onNotice?.(
        `Webhook ${webhook.id} answered 410 Gone: nothing is sent there until "assay webhook resume ${webhook.id}".`,
      );
    } else if (isLast) {
      this.given.onNotice?.(
        `Webhook ${webhook.id}: message ${message.id} was set aside after ${tries} tries. ${outcome.error}`,
      );
    }
  }

  private async send(webhook: Webhook, { id, body }: Pick<WaitingMessage, 'id' | 'body'>): Promise<DeliveryOutcome> {
    let secrets: string[];
    try {
      secrets = this.secretsOf(webhook.id);
    } catch (error) {
      return { ok: false, error: messageOf(error) };
    }
    const { url, timeoutMs } = webhook;
    return this.post.send({ url, secrets, id, body, timeoutMs }, this.stopping.signal);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
