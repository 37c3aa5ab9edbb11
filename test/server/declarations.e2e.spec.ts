import request from 'supertest';
import { SINGLE, startTestServer, type TestServer } from './running-server.js';

describe('declared figures over HTTP', () => {
  let server: TestServer;
  let last = 0;
  let sent = 0;

  const post = async (subject: string, type: string, data: object): Promise<void> => {
    sent += 1;
    const event = {
      specversion: '1.0',
      id: `e${sent}`,
      source: 'urn:test',
      type,
      subject,
      time: '2024-03-01T00:00:00.000Z',
      data,
    };
    const { body } = await request(server.http)
      .post('/v1/events')
      .set('content-type', SINGLE)
      .send(JSON.stringify(event))
      .expect(201);
    last = (body as { position: number }).position;
  };

  beforeAll(async () => {
    server = await startTestServer();
    const unit = 'company/Acme';
    for (const answered of [true, true, false])
      await post(`call/${sent}`, 'call.received.v1', { unit, askedForPerson: true, answered, waitingSeconds: 9 });
    const report = { unit, measure: 'calls-answered-by-person', period: '2024', line: 'life', value: '3' };
    await post('measure-report/acme', 'measure.reported.v1', report);
  });
  afterAll(() => server.close());

  test('stand beside ours, known at the position of a receipt', async () => {
    const { body } = await request(server.http)
      .get(`/v1/declarations/cn-2015-life?period=2024&match=differs&atLeast=${last}`)
      .expect(200);
    expect(body).toMatchObject({
      scheme: 'cn-2015-life',
      counts: { match: 0, differs: 1, 'not declared': 2, 'nothing recorded': 0 },
      rows: [
        {
          unit: 'company/Acme',
          measure: 'call-connect-rate',
          side: 'numerator',
          declared: { value: '3', case: 'measure-report/acme', position: last },
          recomputed: { numerator: '2', denominator: '3', value: '0.6666666667' },
          difference: '1',
          match: 'differs',
        },
      ],
      nextCursor: null,
    });
  });

  test.each([
    ['cn-2015-life?period=2024&match=equal', 400, 'match must be one of the following values'],
    ['complaint-outcomes?period=2024', 400, 'The scheme complaint-outcomes names no declared figures'],
    ['cn-2016?period=2024', 404, 'There is no scheme "cn-2016"'],
    ['cn-2015-life?period=2024&knownAt=999', 400, 'knownAt is 999, but the ledger ends at position'],
  ])('%s is answered with %i and a sentence', async (path, status, sentence) => {
    const { body } = await request(server.http).get(`/v1/declarations/${path}`).expect(status);
    expect(JSON.stringify(body)).toContain(JSON.stringify(sentence).slice(1, -1));
  });

  test('are described', async () => {
    const { body } = await request(server.http).get('/docs/json').expect(200);
    expect(Object.keys((body as { paths: object }).paths)).toContain('/v1/declarations/{scheme}');
  });
});
