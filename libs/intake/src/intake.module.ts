import { EVENT_LOG, type EventLog } from '#assay/event-log';
import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EventRecorder, type RecorderOptions } from './recording/event-recorder.js';
import { RecordEventsHandler } from './recording/record-events.handler.js';

/**
 * Puts {@link RecordEvents} on the command bus. The event log comes from the application under the token `EVENT_LOG`, in a
 * global module, for which engine stands behind it is no business of the door.
 */
@Module({})
export class IntakeModule {
  static register(options: RecorderOptions = {}): DynamicModule {
    return {
      module: IntakeModule,
      imports: [CqrsModule],
      providers: [
        { provide: EventRecorder, inject: [EVENT_LOG], useFactory: (log: EventLog) => new EventRecorder(log, options) },
        RecordEventsHandler,
      ],
      exports: [EventRecorder],
    };
  }
}
