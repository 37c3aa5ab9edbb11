import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { LEDGER, type Ledger } from '#assay/ledger';

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

  constructor(@Inject(LEDGER) ledger: Ledger) {
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
    const ofProcessor = (
      name: string,
      help: string,
      read: (status: NonNullable<ReturnType<Ledger['processors']['status']>>) => number,
    ) =>
      new Gauge({
        name,
        help,
        labelNames: ['processor'],
        registers,
        collect() {
          const status = ledger.processors.status();
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
    ofProcessor(
      'assay_parked_companies',
      'Companies whose scores are incomplete because an event could not be taken in.',
      ({ parked }) => parked,
    );
  }
}
