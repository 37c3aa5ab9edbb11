import { EVENT_LOG, InMemoryEventLog } from '#assay/event-log';
import { Global, Module } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import { IntakeModule } from './intake.module.js';
import { RecordEvents } from './record-events.js';

const log = new InMemoryEventLog();

@Global()
@Module({ providers: [{ provide: EVENT_LOG, useValue: log }], exports: [EVENT_LOG] })
class LogModule {}

test('the command bus records events, with the limits that the application sets', async () => {
  const limits = { maxRecordBytes: 300 };
  const application = await Test.createTestingModule({
    imports: [LogModule, IntakeModule.register({ limits })],
  }).compile();
  await application.init();
  const event = {
    specversion: '1.0',
    id: 'filed',
    source: 'urn:test',
    type: 'complaint.filed.v1',
    subject: 'complaint/a',
    time: '2024-01-01T00:00:00Z',
    data: { unit: 'company/A' },
  };
  const large = { ...event, id: 'large', data: { unit: 'company/A', note: 'x'.repeat(300) } };
  const results = await application.get(CommandBus).execute(new RecordEvents([event, large]));
  expect(results).toMatchObject([
    { status: 'accepted', case: 'complaint/a', position: 1 },
    { status: 'refused', refusal: { code: 'too-large' } },
  ]);
  await application.close();
});
