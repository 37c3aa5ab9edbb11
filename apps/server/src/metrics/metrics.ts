import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Webhooks, type WebhookView } from '#assay/delivery';
import { LEDGER, type Ledger } from '#assay/ledger';
import type { ProcessorStatus } from '#assay/processing';
import { ParkedCompanies, type ScoringStatus } from '#assay/scoring';

/** A ledger in deep trouble must not flood whoever collects the metrics. */
const MOST_LABELS = 100;
const REASON_LENGTH = 200;

/**
 * What an operator watches, in the Prometheus format. Gauges of the log and the processors are read when they are asked for;
 * holes have a metric of their own because lag cannot show them.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  readonly records: Counter<'status'>;
  readonly recordSeconds: Histogram;
  readonly liveClients: Gauge;

  constructor(@Inject(LEDGER) ledger: Ledger, webhooks: Webhooks, parked: ParkedCompanies) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.records = new Counter({
      name: 'assay_records_total',
      help: 'Records that came in over HTTP, by what became of them (accepted, duplicate, refused).',
      labelNames: ['status'],
      registers,
    });
    this.recordSeconds = new Histogram({
      name: 'assay_record_seconds',
      help: 'From the arrival of a command to its durable answer, in seconds.',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    });
    this.liveClients = new Gauge({ name: 'assay_live_clients', help: 'Clients of the live stream.', registers });
    new Gauge({
      name: 'assay_log_position',
      help: 'Position of the last durable event.',
      registers,
      async collect() {
        this.set((await ledger.log.head()).position);
      },
    });
    const ofProcessor = (name: string, help: string, read: (status: ProcessorStatus) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ['processor'],
        registers,
        collect() {
          for (const status of [ledger.processors.status(), webhooks.status()])
            if (status) this.set({ processor: status.name }, read(status));
        },
      });
    ofProcessor('assay_processor_position', 'Position that the processor has taken in.', ({ position }) => position);
    ofProcessor('assay_processor_lag_events', 'Events recorded but not yet taken in.', ({ lag }) => lag);
    ofProcessor(
      'assay_processor_holes',
      'Missing positions met in the log; anything but 0 is a broken log.',
      ({ holes }) => holes,
    );
    ofProcessor(
      'assay_processor_errors',
      'Errors since the start; each was retried unless the processor is stalled.',
      ({ errors }) => errors,
    );
    ofProcessor('assay_processor_live', '1 while the processor is live, else 0.', ({ state }) =>
      state === 'live' ? 1 : 0,
    );
    new Gauge({
      name: 'assay_parked_companies',
      help: 'Companies whose scores are incomplete because an event could not be taken in.',
      labelNames: ['processor'],
      registers,
      collect() {
        const status = ledger.processors.status();
        if (status) this.set({ processor: status.name }, status.parked);
      },
    });
    new Gauge({
      name: 'assay_parked_since_position',
      help: 'Position of the event that could not be taken in, by company, with the reason.',
      labelNames: ['company', 'reason'],
      registers,
      async collect() {
        this.reset();
        if ((ledger.processors.status()?.parked ?? 0) === 0) return;
        const { companies } = await parked.list().catch(() => ({ companies: [] }));
        for (const { unit: company, reason, since } of companies.slice(0, MOST_LABELS))
          this.set({ company, reason: reason.slice(0, REASON_LENGTH) }, since);
      },
    });
    const ofScores = (name: string, help: string, read: (status: ScoringStatus) => number | undefined) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.reset();
          const status = ledger.processors.status();
          const value = status && read(status);
          if (typeof value === 'number') this.set(value);
          else this.remove();
        },
      });
    ofScores('assay_scores_build', 'Number of the build of the scores that is kept.', ({ build }) => build);
    ofScores('assay_scores_readable', '1 while boards can be read; 0 while the scores are built anew.', ({ isLive }) =>
      isLive ? 1 : 0,
    );
    ofScores(
      'assay_rebuild_position',
      'Position that the build in the making has taken in.',
      ({ candidate }) => candidate?.position,
    );
    ofScores(
      'assay_rebuild_lag_events',
      'Events that the build in the making has not taken in.',
      ({ candidate }) => candidate?.lag,
    );
    const ofWebhook = (name: string, help: string, read: (webhook: WebhookView) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ['webhook'],
        registers,
        collect() {
          this.reset();
          for (const webhook of webhooks.list()) this.set({ webhook: webhook.id }, read(webhook));
        },
      });
    ofWebhook('assay_webhook_waiting', 'Messages that are not delivered yet.', ({ waiting }) => waiting);
    ofWebhook('assay_webhook_waiting_seconds', 'How long the oldest of them has waited.', ({ waitingSince }) =>
      waitingSince === null ? 0 : Math.max(0, (Date.now() - Date.parse(waitingSince)) / 1_000),
    );
    ofWebhook('assay_webhook_dead', 'Messages that were set aside after too many tries.', ({ dead }) => dead);
    ofWebhook('assay_webhook_gone', '1 when the receiver wants no more messages, else 0.', ({ state }) =>
      state === 'gone' ? 1 : 0,
    );
    ofWebhook('assay_webhook_delivered_total', 'Messages that the receiver took.', ({ delivered }) => delivered);
    ofWebhook('assay_webhook_failed_attempts_total', 'Tries that failed.', ({ failedAttempts }) => failedAttempts);
  }
}
