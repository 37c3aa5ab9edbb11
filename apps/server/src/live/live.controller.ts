import { type BeforeApplicationShutdown, Controller, Get, Headers, Inject, Logger, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { OutgoingHttpHeaders } from 'node:http';
import { CONFIGURATION, type LedgerConfiguration } from '#assay/ledger';
import { type BoardChange, BoardFeed } from '#assay/scoring';
import { Metrics } from '../metrics/metrics.js';
import { LiveParameters } from './live.dto.js';
import { type ServerSentEvent, writeServerSentEvents } from './server-sent-events.js';

/** As many clients follow the live stream as the configuration allows. */
export class LiveClientsError extends Error {
  override readonly name = 'LiveClientsError';
  constructor(most: number) {
    super(
      `${most} clients follow the live stream, as many as this server allows. Ask for the board now and then instead.`,
    );
  }
}

/** The board as it moves. */
@ApiTags('scores')
@Controller('v1/live')
export class LiveController implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Live');
  private readonly clients = new Set<AbortController>();

  constructor(
    private readonly feed: BoardFeed,
    private readonly metrics: Metrics,
    @Inject(CONFIGURATION) private readonly configuration: LedgerConfiguration,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Server-sent events: the whole board first, then the rows that change.',
    description:
      'Each message is an event `board` whose id is the position that it is known at; after a break, `Last-Event-ID` brings what changed ' +
      'since. A slow client misses nothing but what was overtaken: it gets the latest state of each row.',
  })
  @ApiProduces('text/event-stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false })
  async follow(
    @Query() { ...parameters }: LiveParameters,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { liveClients } = this.configuration.limits;
    if (this.clients.size >= liveClients) throw new LiveClientsError(liveClients);
    const client = new AbortController();
    this.clients.add(client);
    this.metrics.liveClients.set(this.clients.size);
    reply.raw.once('close', () => client.abort());
    try {
      const after = lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined;
      const changes = await this.feed.follow({ ...parameters, after }, client.signal);
      reply.hijack();
      await writeServerSentEvents(reply.raw, asEvents(changes), {
        headers: reply.getHeaders() as OutgoingHttpHeaders,
        heartbeatMs: this.configuration.liveHeartbeatSeconds * 1_000,
        signal: client.signal,
      });
    } catch (error) {
      if (!reply.raw.headersSent) throw error;
      this.logger.error(error);
      reply.raw.destroy();
    } finally {
      this.clients.delete(client);
      this.metrics.liveClients.set(this.clients.size);
    }
  }

  /** Streams never end by themselves: a server that stops ends them first, and clients come back by Last-Event-ID. */
  beforeApplicationShutdown(): void {
    for (const client of this.clients) client.abort();
  }
}

async function* asEvents(changes: AsyncIterable<BoardChange>): AsyncGenerator<ServerSentEvent, void> {
  for await (const change of changes) yield { id: String(change.position), event: 'board', data: change };
}
