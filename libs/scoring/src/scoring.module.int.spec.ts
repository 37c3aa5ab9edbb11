import { CqrsModule, QueryBus } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';

import { BoardFeed } from './board-feed.js';
import { GetBoard, GetCase, GetExplanation, GetScheme, ListSchemes, SearchEvents } from './queries.js';
import { ScoringModule } from './scoring.module.js';
import { complaint } from './testing/facts.js';
import { TestLedger } from './testing/test-ledger.js';

describe('ScoringModule', () => {
  let ledger: TestLedger;
  let module: TestingModule;
  let queries: QueryBus;

  beforeAll(async () => {
    ledger = await TestLedger.open();
    await ledger.record(complaint('1').filed('2024-01-01', 'company/A'), complaint('1').resolved('2024-01-09', 'for'));
    await ledger.keepScores();
    const resources = { log: ledger.log, reader: ledger.reader, library: ledger.library };
    module = await Test.createTestingModule({
      imports: [CqrsModule.forRoot(), ScoringModule.forRootAsync({ useFactory: () => resources })],
    }).compile();
    await module.init();
    queries = module.get(QueryBus);
  });
  afterAll(async () => {
    await module.close();
    await ledger.close();
  });

  const board = { scheme: 'complaint-outcomes', period: '2024' };

  test.each([
    ['GetBoard', () => new GetBoard(board), { rows: [{ unit: 'company/A' }] }],
    ['GetExplanation', () => new GetExplanation({ ...board, unit: 'company/A' }), { unit: 'company/A' }],
    ['GetCase', () => new GetCase({ id: 'complaint/1' }), { status: 'resolved' }],
    ['SearchEvents', () => new SearchEvents({}), { events: [{ position: 1 }, { position: 2 }] }],
    ['ListSchemes', () => new ListSchemes(), { 0: { id: expect.any(String), version: 1 } }],
    ['GetScheme', () => new GetScheme({ scheme: 'complaint-outcomes@1' }), { document: { id: 'complaint-outcomes' } }],
  ])('%s is answered on the bus', async (_name, query, answer) => {
    expect(await queries.execute<object>(query())).toMatchObject(answer);
  });

  test('typed errors come through', async () => {
    await expect(queries.execute(new GetScheme({ scheme: 'none' }))).rejects.toMatchObject({
      name: 'UnknownSchemeError',
    });
  });

  test('the services are there to be injected', () => {
    expect(module.get(BoardFeed)).toBeInstanceOf(BoardFeed);
  });
});
