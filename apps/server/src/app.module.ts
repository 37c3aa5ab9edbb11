import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ValidationPipe } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import type { LedgerConfiguration } from '#assay/ledger';
import { LedgerModule } from '#assay/ledger/nest';
import { BoardsController } from './boards/boards.controller.js';
import { CasesController } from './cases/cases.controller.js';
import { CircularsController } from './circulars/circulars.controller.js';
import { DeclarationsController } from './declarations/declarations.controller.js';
import { EventsController } from './events/events.controller.js';
import { ExportsController } from './exports/exports.controller.js';
import { HealthController } from './health/health.controller.js';
import { LiveController } from './live/live.controller.js';
import { Metrics } from './metrics/metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { MomentsController } from './moments/moments.controller.js';
import { ParkedController } from './parked/parked.controller.js';
import { PromisesController } from './promises/promises.controller.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { RebuildController } from './rebuild/rebuild.controller.js';
import { SchemesController } from './schemes/schemes.controller.js';
import { TellChanges } from './webhooks/tell-changes.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';

/** Everything that speaks HTTP, around a ledger that is put together elsewhere. */
@Module({})
export class AppModule {
  static forRoot(configuration: LedgerConfiguration, stopping?: AbortSignal): DynamicModule {
    return {
      module: AppModule,
      imports: [LedgerModule.forRoot(configuration, { access: 'write', stopping }), TerminusModule],
      controllers: [
        EventsController,
        BoardsController,
        CasesController,
        CircularsController,
        DeclarationsController,
        ExportsController,
        MomentsController,
        ParkedController,
        PromisesController,
        RebuildController,
        SchemesController,
        LiveController,
        WebhooksController,
        HealthController,
        MetricsController,
      ],
      providers: [
        Metrics,
        TellChanges,
        { provide: APP_FILTER, useClass: ProblemFilter },
        {
          provide: APP_PIPE,
          useFactory: () => new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }),
        },
      ],
    };
  }
}
