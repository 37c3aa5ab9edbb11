import { readFile } from 'node:fs/promises';
import request from 'supertest';
import { parse } from 'yaml';
import { complaintFiled, complaintResolved, LINES, startTestServer, type TestServer } from './running-server.js';

const SHIPPED = new URL('../../libs/methodology/schemes/complaint-outcomes.yaml', import.meta.url);

describe('a rulebook published into a running ledger', () => {
  let server: TestServer;
  let document: Record<string, unknown>;
  beforeAll(async () => {
    server = await startTestServer();
    document = { ...(parse(await readFile(SHIPPED, 'utf8')) as object), id: 'our-outcomes' };
    const events = ['against', 'for', 'against'].flatMap((outcome) => {
      const filed = complaintFiled();
      return [filed, complaintResolved(filed.subject, { outcome, recovered: '10.25' })];
    });
    await request(server.http)
      .post('/v1/events')
      .set('content-type', LINES)
      .send(events.map((event) => `${JSON.stringify(event)}\n`).join(''))
      .expect(200);
    await request(server.http).get('/v1/boards/complaint-outcomes?period=2024&atLeast=6').expect(200);
  });
  afterAll(() => server.close());

  const publish = (body: object) => request(server.http).post('/v1/schemes').send(body);
  /** Publishing answers when the event is durable; what is recorded is scored by it a moment later. */
  const board = async (): Promise<{ rows: object[] }> => {
    for (let attempt = 0; attempt < 200; attempt++) {
      const { status, body } = await request(server.http).get('/v1/boards/our-outcomes?period=2024');
      if (status === 200) return body as { rows: object[] };
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('The rulebook was not taken up.');
  };

  test('scores all that is recorded, as if it had been there from the start, and what comes after', async () => {
    const { body } = await publish({ document, note: 'Decision of 3 March.' }).expect(201);
    expect(body).toMatchObject({ scheme: 'our-outcomes', version: 1, receipt: { status: 'accepted', position: 7 } });
    const { rows } = await board();
    const shipped = await request(server.http).get('/v1/boards/complaint-outcomes?period=2024').expect(200);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows).toEqual(shipped.body.rows);

    const filed = complaintFiled();
    const later = [filed, complaintResolved(filed.subject, { outcome: 'for' })];
    await request(server.http)
      .post('/v1/events')
      .set('content-type', LINES)
      .send(later.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const both = await Promise.all(
      ['our-outcomes', 'complaint-outcomes'].map((id) =>
        request(server.http).get(`/v1/boards/${id}?period=2024&atLeast=9`).expect(200),
      ),
    );
    expect(both[0]!.body.rows).toEqual(both[1]!.body.rows);
    expect(both[0]!.body.rows).not.toEqual(rows);
  });

  test('is listed with its hash, and published once', async () => {
    const again = await publish({ document }).expect(200);
    expect(again.body.receipt).toMatchObject({ status: 'duplicate', position: 7 });
    const { body } = await request(server.http).get('/v1/schemes').expect(200);
    expect(body).toContainEqual(expect.objectContaining({ id: 'our-outcomes', version: 1, hash: again.body.hash }));
  });

  test('is never changed: another document of that version is refused', async () => {
    const { body } = await publish({ document: { ...document, summary: 'Another.' } }).expect(409);
    expect(body.detail).toBe(
      'our-outcomes@1 is published already, and what is published is never changed: give the new rulebook version 2.',
    );
    const shipped = await publish({ document: { ...document, id: 'complaint-outcomes' } }).expect(409);
    expect(shipped.body.detail).toMatch(/^complaint-outcomes@1 comes with the product/);
  });

  test('must be sound: every problem comes back with its place', async () => {
    const { body } = await publish({ document: { ...document, utcOffset: 'noon', measures: [] } }).expect(422);
    expect(body).toMatchObject({ type: 'urn:assay:problem:invalid-scheme' });
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual(['/measures', '/utcOffset']);
    await publish({ note: 'no document' }).expect(400);
  });
});
