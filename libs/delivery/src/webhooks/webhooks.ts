import { randomUUID } from 'node:crypto';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { EventLog } from '#assay/event-log';
import type { ProcessorStatus } from '#assay/processing';
import { Boards, type SchemeLibrary, type ScoreReader } from '#assay/scoring';
import { formatTimestamp } from '#assay/transparency';
import { checkWebhook, newSecret, type WebhookRules } from './check-webhook.js';
import { Courier, type CourierOptions } from './courier.js';
import { type DeadLetter, DeliveryStore } from './delivery-store.js';
import { type DeliveryOutcome, Post } from './post.js';
import { ScoreWatch, type ScoreWatchOptions } from './score-watch.js';
import { UnknownWebhookError, WebhookError, type WebhookView } from './webhook.js';
import { readWebhooksFile, takeOver } from './webhooks-file.js';

export interface WebhooksOptions extends Omit<ScoreWatchOptions, 'onMessages'>, CourierOptions {
  /** Folder of the ledger: webhooks are kept in `delivery.db` there. */
  readonly folder: string;
  /** Whether plain HTTP and private addresses may be told. */
  readonly allowPrivateTargets: boolean;
  /** A file that lists webhooks. */
  readonly file?: string | undefined;
}

export interface AddedWebhook extends WebhookView {
  /** Told this once; null when it is found in the environment. */
  readonly secret: string | null;
}

/** How long messages are signed with the secret before as well. */
const EARLIER_SECRET_MS = 86_400_000;

/**
 * Who is told of changes, and the telling. Asked by commands and over HTTP; the server alone also starts it, and then
 * changes are found and sent. The store is opened when it is first needed, so that a ledger without webhooks has none.
 */
export class Webhooks implements BeforeApplicationShutdown {
  private opened: DeliveryStore | undefined;
  private watch: ScoreWatch | undefined;
  private courier: Courier | undefined;
  private readonly post: Post;

  constructor(
    private readonly resources: {
      readonly log: EventLog;
      readonly reader: ScoreReader;
      readonly library: SchemeLibrary;
    },
    private readonly options: WebhooksOptions,
  ) {
    this.post = new Post(options.allowPrivateTargets, options.now);
  }

  /** Takes over the file of webhooks, then finds and sends changes until `stop`. @throws WebhookError for a faulty file */
  async start(): Promise<void> {
    if (this.options.file !== undefined) takeOver(this.store, await readWebhooksFile(this.options.file, this.rules));
    this.courier = this.newCourier();
    this.watch = this.newWatch();
    this.courier.start();
    this.watch.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.watch?.stop(), this.courier?.stop()]);
    this.post.close();
    this.opened?.close();
  }

  /** Before the ledger that it reads is closed. */
  beforeApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  /** Null when this process does not run them. */
  status(): ProcessorStatus | null {
    return this.watch?.status() ?? null;
  }

  /** By id. */
  list(): WebhookView[] {
    return this.opened || DeliveryStore.exists(this.options.folder) ? this.store.views() : [];
  }

  /** @throws UnknownWebhookError */
  webhook(id: string): WebhookView {
    const view = this.list().find((each) => each.id === id);
    if (!view) throw new UnknownWebhookError(id);
    return view;
  }

  /**
   * What changes from now on is told; what the boards hold already is not (an export has it).
   * @throws WebhookError, UnknownSchemeError, PeriodError, UnitPathError
   */
  async add(request: unknown): Promise<AddedWebhook> {
    const { webhook, secret } = checkWebhook(request, this.rules);
    this.store.transaction(() => this.store.add(webhook, secret, 'command'));
    // Taken notice of at once: what happens in the next moment is to be told already.
    await (this.watch ?? this.newWatch()).look();
    return { ...this.webhook(webhook.id), secret: secret.startsWith('env:') ? null : secret };
  }

  /** With all that is on its way. @throws UnknownWebhookError; WebhookError for one that the file lists */
  remove(id: string): void {
    if (this.webhook(id).origin === 'file')
      throw new WebhookError(`The webhook "${id}" stands in the file of webhooks: take it out there.`);
    this.store.remove(id);
  }

  /**
   * Gives it another secret. For a day messages are signed with both, so that the receiver can change over in its own time.
   * @throws UnknownWebhookError; WebhookError for one whose secret is kept elsewhere
   */
  rotate(id: string): AddedWebhook {
    const { origin } = this.webhook(id);
    const now = (this.options.now ?? Date.now)();
    if (origin === 'file' || this.store.secrets(id, now).some((secret) => secret.startsWith('env:')))
      throw new WebhookError(
        `The secret of the webhook "${id}" is kept ${origin === 'file' ? 'in the file of webhooks' : 'in the environment'}: change it there.`,
      );
    const secret = newSecret();
    this.store.changeSecret(id, secret, now + EARLIER_SECRET_MS);
    return { ...this.webhook(id), secret };
  }

  /** Sends a message of type `webhook.test` at once, past the outbox. @throws UnknownWebhookError */
  async test(id: string): Promise<DeliveryOutcome> {
    const { url, timeoutMs } = this.webhook(id);
    const timestamp = formatTimestamp((this.options.now ?? Date.now)());
    const body = JSON.stringify({
      type: 'webhook.test',
      timestamp,
      data: { webhook: id, ledger: this.resources.log.ledgerId },
    });
    try {
      const secrets = this.newCourier().secretsOf(id);
      const message = `msg_${randomUUID().replaceAll('-', '')}`;
      return await this.post.send({ url, secrets, id: message, body, timeoutMs }, new AbortController().signal);
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Goes on after 410, and with what waits at once. @throws UnknownWebhookError */
  resume(id: string): void {
    this.webhook(id);
    this.store.setState(id, 'active');
    this.store.hurry(id, (this.options.now ?? Date.now)());
    this.courier?.hurry();
  }

  /** Messages that were set aside, oldest first. @throws UnknownWebhookError */
  deadLetters(id: string): DeadLetter[] {
    this.webhook(id);
    return this.store.deadLetters(id);
  }

  /**
   * Puts messages that were set aside back into the outbox, as they are: an older state may then arrive after a newer one,
   * which a receiver tells by `knownAt.position`.
   * @param message only this one
   * @returns how many
   * @throws UnknownWebhookError; WebhookError when there is no such message
   */
  resend(id: string, message?: string): number {
    this.webhook(id);
    const count = this.store.resend(id, (this.options.now ?? Date.now)(), message);
    if (message !== undefined && count === 0)
      throw new WebhookError(`The webhook "${id}" has no dead letter "${message.slice(0, 100)}".`);
    this.courier?.hurry();
    return count;
  }

  private get store(): DeliveryStore {
    return (this.opened ??= DeliveryStore.open(this.options.folder));
  }

  private get rules(): WebhookRules {
    const { allowPrivateTargets, now = Date.now } = this.options;
    return { library: this.resources.library, allowPrivateTargets, now };
  }

  private newCourier = (): Courier => new Courier(this.store, this.post, this.options);

  private newWatch(): ScoreWatch {
    const { reader, log, library } = this.resources;
    return new ScoreWatch(
      { ...this.resources, boards: new Boards(reader, log, library), store: this.store },
      { ...this.options, onMessages: () => this.courier?.hurry() },
    );
  }
}
