/** The sending side of the HTTP benchmarks, in a process of its own. */
import { createReadStream } from 'node:fs';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import autocannon from 'autocannon';
import { perSecond } from './figure.js';

export type LoadRequest =
  | {
      readonly kind: 'posts';
      readonly url: string;
      readonly contentType: string;
      readonly connections: number;
      readonly seconds: number;
    }
  | { readonly kind: 'lines'; readonly url: string; readonly file: string };

export interface LoadAnswer {
  readonly completed: number;
  readonly refused: number;
  readonly perSecond: number;
}

/** `[<id>]` is replaced by a fresh one in every request. */
const EVENT = JSON.stringify({
  specversion: '1.0',
  id: '[<id>]/filed',
  source: 'urn:assay:bench',
  type: 'complaint.filed.v1',
  subject: 'complaint/bench/[<id>]',
  time: '2024-03-01T00:00:00.000Z',
  data: {
    unit: 'company/Bench Insurance',
    line: 'Homeowners',
    channel: 'regulator',
    reason: 'Claim Handling',
    complexity: 'simple',
  },
});

async function sendPosts({
  url,
  contentType,
  connections,
  seconds,
}: LoadRequest & { kind: 'posts' }): Promise<LoadAnswer> {
  const result = await autocannon({
    url,
    method: 'POST',
    headers: { 'content-type': contentType },
    body: EVENT,
    idReplacement: true,
    connections,
    duration: seconds,
  });
  return {
    completed: result['2xx'],
    refused: result.non2xx + result.errors + result.timeouts,
    perSecond: perSecond(result['2xx'], result.duration * 1_000),
  };
}

function sendLines({ url, file }: LoadRequest & { kind: 'lines' }): Promise<LoadAnswer> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const sending = request(
      url,
      { method: 'POST', headers: { 'content-type': 'application/x-ndjson' } },
      (response) => {
        void (async () => {
          let last = '';
          for await (const line of createInterface({ input: response })) last = line;
          const elapsed = performance.now() - started;
          const { summary } = JSON.parse(last) as { summary: { read: number; accepted: number } };
          resolve({
            completed: summary.accepted,
            refused: summary.read - summary.accepted,
            perSecond: perSecond(summary.read, elapsed),
          });
        })().catch(reject);
      },
    );
    sending.on('error', reject);
    createReadStream(file, { highWaterMark: 256 * 1024 }).pipe(sending);
  });
}

process.once('message', (message: LoadRequest) => {
  void (message.kind === 'posts' ? sendPosts(message) : sendLines(message)).then((answer) => process.send?.(answer));
});
