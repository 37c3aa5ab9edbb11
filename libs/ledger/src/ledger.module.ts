import { type DynamicModule, Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { DeliveryModule } from '#assay/delivery/nest';
import { EVENT_LOG } from '#assay/event-log';
import { IntakeModule } from '#assay/intake';
import { ScoringModule } from '#assay/scoring/nest';
import { CONFIGURATION, type LedgerConfiguration } from './configuration.js';
import { scoringResources } from './scoring-resources.js';
import { SchemePublisher } from './scheme-publisher.js';
import { LEDGER, type Ledger, type LedgerAccess, openLedger } from './ledger.js';

export interface LedgerModuleOptions {
  readonly access: LedgerAccess;
  /** Ends the opening: see `openLedger`. */
  readonly stopping?: AbortSignal | undefined;
}

/** Opens the ledger before anything asks for it, and closes it when nothing can ask any more. */
@Global()
@Module({})
class OpenLedgerModule implements OnApplicationShutdown {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  static forRoot(configuration: LedgerConfiguration, { access, stopping }: LedgerModuleOptions): DynamicModule {
    const logger = new Logger('Ledger');
    const notice = (sentence: string): void => logger.warn(sentence);
    return {
      module: OpenLedgerModule,
      providers: [
        { provide: CONFIGURATION, useValue: configuration },
        { provide: LEDGER, useFactory: () => openLedger(configuration, access, notice, stopping) },
        { provide: EVENT_LOG, useFactory: ({ log }: Ledger) => log, inject: [LEDGER] },
      ],
      exports: [CONFIGURATION, LEDGER, EVENT_LOG],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.ledger.close();
  }
}

/**
 * A whole ledger as one Nest module: commands and queries on their buses, the log and the scores behind them. The server,
 * the commands that record and the tests import the same one; what differs is the configuration. Commands that ask take
 * `openLedger` and the services themselves.
 */
@Module({})
export class LedgerModule {
  static forRoot(configuration: LedgerConfiguration, options: LedgerModuleOptions): DynamicModule {
    const { recordBytes, futureSeconds } = configuration.limits;
    const intake = IntakeModule.register({
      limits: { maxRecordBytes: recordBytes, maxAheadMs: futureSeconds * 1_000 },
    });
    const scoring = ScoringModule.forRootAsync({
      inject: [LEDGER],
      useFactory: (ledger: Ledger) => scoringResources(ledger, configuration),
    });
    const logger = new Logger('Webhooks');
    const delivery = DeliveryModule.forRootAsync({
      inject: [LEDGER],
      useFactory: (ledger: Ledger) => ({
        ...scoringResources(ledger, configuration),
        webhooks: {
          folder: configuration.data,
          allowPrivateTargets: configuration.webhooks.targets === 'any',
          file: configuration.webhooks.file,
          onNotice: (sentence: string) => logger.warn(sentence),
        },
      }),
    });
    return {
      module: LedgerModule,
      imports: [CqrsModule.forRoot(), OpenLedgerModule.forRoot(configuration, options), intake, scoring, delivery],
      providers: [SchemePublisher],
      exports: [CqrsModule, intake, scoring, delivery, SchemePublisher],
    };
  }
}
