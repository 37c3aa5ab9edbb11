import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readConfiguration } from '#assay/ledger';
import { createServer } from '../../apps/server/src/server.js';

/** A real server on a real port over a ledger of its own; settings are environment variables without `ASSAY_`. */
export interface TestServer {
  readonly http: Server;
  readonly url: string;
  readonly folder: string;
  close(): Promise<void>;
}

export async function startTestServer(
  settings: Readonly<Record<string, string>> = {},
  folder?: string,
): Promise<TestServer> {
  const data = folder ?? (await mkdtemp(join(tmpdir(), 'assay-server-')));
  const environment = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`ASSAY_${name}`, value]));
  const app: NestFastifyApplication = await createServer(
    readConfiguration({
      ASSAY_LOG_LEVEL: 'silent',
      ASSAY_PROCESSORS: 'inline',
      ...environment,
      ASSAY_DATA: data,
      ASSAY_PORT: '0',
    }),
  );
  await app.listen(0, '127.0.0.1');
  return {
    http: app.getHttpServer(),
    url: await app.getUrl(),
    folder: data,
    async close() {
      await app.close();
      if (folder === undefined) await rm(data, { recursive: true, force: true });
    },
  };
}

let serial = 0;

/** A complaint filed on a day against a company, as a sender would write it. */
export function complaintFiled(over: Readonly<Record<string, unknown>> = {}) {
  const id = `e${++serial}`;
  return {
    specversion: '1.0',
    id,
    source: 'urn:test:desk',
    type: 'complaint.filed.v1',
    subject: `complaint/${id}`,
    time: '2024-03-01T00:00:00Z',
    data: { unit: 'company/Acme' },
    ...over,
  };
}

export function complaintResolved(subject: string, data: object = { outcome: 'against', recovered: '12.50' }) {
  return {
    specversion: '1.0',
    id: `e${++serial}`,
    source: 'urn:test:desk',
    type: 'complaint.resolved.v1',
    subject,
    time: '2024-03-11T00:00:00Z',
    data,
  };
}

export const SINGLE = 'application/cloudevents+json';
export const BATCH = 'application/cloudevents-batch+json';
export const LINES = 'application/x-ndjson';
