import { once } from 'node:events';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

export interface ServerSentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/**
 * Writes a stream of server-sent events to a response, one at a time: the next is only asked for when the client has taken
 * the last, so a slow client costs one message of memory here and coalesces in its source. A comment is sent as heartbeat
 * when nothing else was for a while, so that proxies keep the connection and dead clients are noticed.
 */
export async function writeServerSentEvents(
  response: ServerResponse,
  events: AsyncIterable<ServerSentEvent>,
  options: {
    /** Headers that others have set already. */
    readonly headers: OutgoingHttpHeaders;
    readonly heartbeatMs: number;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  response.writeHead(200, {
    ...options.headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    connection: 'keep-alive',
    // nginx would hold the stream back otherwise.
    'x-accel-buffering': 'no',
  });
  response.write('retry: 2000\n\n');
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': heartbeat\n\n');
  }, options.heartbeatMs);
  try {
    for await (const { id, event, data } of events) {
      if (response.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) continue;
      await once(response, 'drain', { signal: options.signal });
    }
  } catch (error) {
    if (!options.signal.aborted) throw error;
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}
