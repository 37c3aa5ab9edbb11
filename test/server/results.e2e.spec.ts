import { readXlsx } from 'hucre/xlsx';
import request from 'supertest';
import { complaintFiled, complaintResolved, LINES, startTestServer, type TestServer } from './running-server.js';

const inspection = (key: string, unit: string, time: string, code: string) => ({
  specversion: '1.0',
  id: `${key}/held`,
  source: 'urn:test:inspectors',
  type: 'inspection.held.v1',
  subject: `inspection/${key}`,
  time,
  data: {
    unit,
    items: [{ item: 'warm-service', score: '3', maximum: '10' }],
    findings: [{ finding: '=cmd|calc', code, severity: 'major' }],
  },
});

describe('results that leave the system', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
    const events = [
      inspection('1', 'company/Acme/branch/7', '2024-01-10T00:00:00Z', 'S-1'),
      inspection('2', 'company/Acme/branch/7', '2024-02-10T00:00:00Z', 'S-1'),
      ...['against', 'for'].flatMap((outcome) => {
        const filed = complaintFiled();
        return [filed, complaintResolved(filed.subject, { outcome, recovered: '10.25' })];
      }),
    ];
    await request(server.http)
      .post('/v1/events')
      .set('content-type', LINES)
      .send(events.map((event) => `${JSON.stringify(event)}\n`).join(''))
      .expect(200);
    await request(server.http).get('/v1/boards/complaint-outcomes?period=2024&atLeast=6').expect(200);
  });
  afterAll(() => server.close());

  describe('a circular', () => {
    test('is a JSON document', async () => {
      const { body } = await request(server.http).get('/v1/circulars?period=2024-02').expect(200);
      expect(body.summary).toMatchObject({ units: 1, inspections: 1, findings: 1, repeatFindings: 1 });
      expect(body.units[0].findings[0].repeat).toMatchObject({ inspection: 'inspection/1', times: 1 });
      expect(body.knownAt.position).toBe(6);
    });

    test('is a letter in the language asked for', async () => {
      const { text, headers } = await request(server.http)
        .get('/v1/circulars?period=2024-02&format=text&language=zh-Hant')
        .expect(200)
        .expect('content-type', /^text\/plain/);
      expect(text).toContain('關於 2024-02 服務檢查情況的通報');
      expect(headers['content-disposition']).toContain('circular-2024-02.txt');
    });

    test('is a table in which nothing runs as a formula', async () => {
      const { text } = await request(server.http).get('/v1/circulars?period=2024-02&format=csv').expect(200);
      expect(text).toContain(",'=cmd|calc,");
    });

    test.each([
      ['period=2024-13', 'invalid-period'],
      ['period=2024&unit=Acme', 'invalid-unit'],
      ['period=2024&par=2', 'invalid-query'],
      ['period=2024&knownAt=7', 'invalid-moment'],
      ['period=2024&knownAt=soon', 'invalid-moment'],
      ['period=2024&format=pdf', 'invalid'],
    ])('refuses %s as %s', async (query, code) => {
      const { body } = await request(server.http).get(`/v1/circulars?${query}`).expect(400);
      expect(body.type).toBe(`urn:assay:problem:${code}`);
    });
  });

  describe('an export', () => {
    const path = '/v1/exports/complaint-outcomes?period=2024';

    test('is CSV unless asked otherwise, with a name of its own', async () => {
      const { text, headers } = await request(server.http)
        .get(path)
        .expect(200)
        .expect('content-type', /^text\/csv/);
      expect(headers['content-disposition']).toBe('attachment; filename="complaint-outcomes-2024-board.csv"');
      expect(text).toMatch(/\r\ncompany\/Acme,Acme,,,,too-few,/);
    });

    test('has the evidence behind the board', async () => {
      const { body } = await request(server.http).get(`${path}&what=cases&format=json`).expect(200);
      const recovered = body.rows.filter(({ measure }: { measure: string }) => measure === 'recovered');
      expect(recovered.map(({ numerator }: { numerator: string }) => numerator)).toEqual(['10.25', '10.25']);
      const { body: board } = await request(server.http).get(`${path}&format=json`).expect(200);
      expect(board.rows[0].measures.recovered.numerator).toBe('20.5');
    });

    test('is a workbook', async () => {
      const { body } = await request(server.http)
        .get(`${path}&format=xlsx&language=zh-Hans`)
        .buffer(true)
        .parse((response, done) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () => done(null, Buffer.concat(parts)));
        })
        .expect(200)
        .expect('content-type', /spreadsheetml/);
      const { sheets } = await readXlsx(body as Buffer);
      expect([sheets[0]!.name, sheets[0]!.rows[0]![0]]).toEqual(['评价结果', '单位路径']);
    });

    test.each([
      ['/v1/exports/none?period=2024', 404, 'unknown-scheme'],
      [`${path}&knownAt=99`, 400, 'invalid-moment'],
      [`${path}&unit=Acme`, 400, 'invalid-unit'],
      [`${path}&format=pdf`, 400, 'invalid'],
    ])('%s is refused before a byte of it is sent', async (asked, status, code) => {
      const { body } = await request(server.http).get(asked).expect(status);
      expect(body.type).toBe(`urn:assay:problem:${code}`);
    });

    test('and circulars are described', async () => {
      const { body } = await request(server.http).get('/docs/json').expect(200);
      expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/v1/exports/{scheme}', '/v1/circulars']));
    });
  });
});
