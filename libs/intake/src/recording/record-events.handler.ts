import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { RecordEvents, type RecordResult } from '../record-events.js';
import { EventRecorder } from './event-recorder.js';

/** The command's face on the bus; the work is the recorder's, which imports use without a bus. */
@CommandHandler(RecordEvents)
export class RecordEventsHandler implements ICommandHandler<RecordEvents> {
  constructor(private readonly recorder: EventRecorder) {}

  execute({ records }: RecordEvents): Promise<RecordResult[]> {
    return this.recorder.record(records);
  }
}
