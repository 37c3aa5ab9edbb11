import { type DynamicModule, type FactoryProvider, Module, type ModuleMetadata } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import type { EventLog } from '#assay/event-log';
import type { NameSource, SchemeLibrary, ScoreReader } from '#assay/scoring';
import { Circulars } from './circulars/circulars.js';
import { Exporter } from './exports/exporter.js';
import { ExportResults, GetCircular } from './queries.js';
import { Webhooks, type WebhooksOptions } from './webhooks/webhooks.js';

@QueryHandler(GetCircular)
class GetCircularHandler implements IQueryHandler<GetCircular> {
  constructor(private readonly circulars: Circulars) {}
  execute = ({ query }: GetCircular) => this.circulars.circular(query);
}

@QueryHandler(ExportResults)
class ExportResultsHandler implements IQueryHandler<ExportResults> {
  constructor(private readonly exporter: Exporter) {}
  execute = ({ query }: ExportResults) => this.exporter.export(query);
}

/** What documents are made from, and where webhooks are kept. */
export interface DeliveryResources {
  readonly log: EventLog;
  readonly reader: ScoreReader;
  readonly library: SchemeLibrary;
  /** Who publishes what comes from a source. Left out, only the registers with shipped mappings are known. */
  readonly nameSource?: NameSource;
  readonly webhooks: WebhooksOptions;
}

/** Token of the {@link DeliveryResources} inside the module. */
const RESOURCES = Symbol('delivery resources');

const SERVICES: FactoryProvider[] = [
  {
    provide: Circulars,
    useFactory: ({ reader, log, nameSource }: DeliveryResources) => new Circulars(reader, log, nameSource),
    inject: [RESOURCES],
  },
  {
    provide: Exporter,
    useFactory: ({ reader, log, library, nameSource }: DeliveryResources) =>
      new Exporter(reader, log, library, nameSource),
    inject: [RESOURCES],
  },
  {
    provide: Webhooks,
    useFactory: ({ webhooks, ...resources }: DeliveryResources) => new Webhooks(resources, webhooks),
    inject: [RESOURCES],
  },
];

/**
 * Results that leave the ledger: circulars and exports, made from what the read models and the log hold, and webhooks, which
 * tell nobody anything until somebody (the server) starts them.
 */
@Module({})
export class DeliveryModule {
  /** @param options the resources, opened and closed by the caller, from a factory as any Nest provider has one. */
  static forRootAsync({
    imports,
    inject,
    useFactory,
  }: Pick<ModuleMetadata, 'imports'> &
    Pick<FactoryProvider<DeliveryResources>, 'inject' | 'useFactory'>): DynamicModule {
    return {
      module: DeliveryModule,
      imports: imports ?? [],
      providers: [
        { provide: RESOURCES, useFactory, inject: inject ?? [] },
        ...SERVICES,
        GetCircularHandler,
        ExportResultsHandler,
      ],
      exports: SERVICES,
    };
  }
}
