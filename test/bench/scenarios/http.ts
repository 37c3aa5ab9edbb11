import 'reflect-metadata';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Body, Controller, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsIn, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { startServer } from '../../../apps/server/src/server.js';
import { LEDGER, type Ledger, readConfiguration } from '#assay/ledger';
import { check, grouped, median, perSecond, type Scenario } from '../figure.js';
import type { LoadAnswer, LoadRequest } from '../load-client.js';
import { writeMarketFile } from '../market.js';

class EmptyData {
  @IsString() @MaxLength(512) unit!: string;
  @IsOptional() @IsString() @MaxLength(300) line?: string;
  @IsOptional() @IsString() @MaxLength(300) channel?: string;
  @IsOptional() @IsString() @MaxLength(300) reason?: string;
  @IsOptional() @IsIn(['simple', 'complex']) complexity?: string;
}

class EmptyEvent {
  @IsIn(['1.0']) specversion!: string;
  @IsString() @MaxLength(300) id!: string;
  @IsString() @MaxLength(300) source!: string;
  @IsString() @MaxLength(300) type!: string;
  @IsString() @MaxLength(300) subject!: string;
  @IsString() @MaxLength(40) time!: string;
  @ValidateNested() @Type(() => EmptyData) data!: EmptyData;
}

/** The raw limit of a single POST: a Nest route on Fastify that validates the same event and does nothing with it. */
@Controller('v1/events')
class EmptyController {
  @Post()
  take(@Body() event: EmptyEvent): { id: string } {
    return { id: event.id };
  }
}

@Module({ controllers: [EmptyController] })
class EmptyModule {}

async function startEmptyServer(): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(EmptyModule, new FastifyAdapter(), { logger: false });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
  await app.listen(0, '127.0.0.1');
  return app;
}

/** The raw limit of a stream of lines: node's own server, which splits and parses them and does nothing else. */
function startEmptyLines(): Promise<Server> {
  const server = createHttpServer((request, response) => {
    void (async () => {
      let lines = 0;
      for await (const line of createInterface({ input: request })) if (typeof JSON.parse(line) === 'object') lines++;
      response.end(`${JSON.stringify({ summary: { read: lines, accepted: lines } })}\n`);
    })();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** The load comes from a process of its own: what it costs to send is not charged to the server. */
async function load(request: LoadRequest): Promise<LoadAnswer> {
  const child = fork(fileURLToPath(new URL('../load-client.js', import.meta.url)));
  child.send(request);
  const [answer] = (await once(child, 'message')) as [LoadAnswer];
  child.kill();
  return answer;
}

export const posts: Scenario = {
  name: 'posts',
  summary: 'Single events over HTTP, 100 connections, beside an empty Nest route that validates the same event',
  runsAs: 'serve',
  async run({ folder, scale }) {
    const seconds = Math.max(2, Math.round(6 * scale));
    const server = await startServer(
      readConfiguration({ ASSAY_DATA: join(folder, 'ledger'), ASSAY_PORT: '0', ASSAY_LOG_LEVEL: 'error' }),
    );
    const empty = await startEmptyServer();
    const ours: number[] = [];
    const limit: number[] = [];
    let accepted = 0;
    const at = async (url: string, type: string): Promise<LoadAnswer> =>
      load({ kind: 'posts', url: `${url}/v1/events`, contentType: type, connections: 100, seconds });
    // Once each to warm up, then in turn: the machine's moods meet both alike.
    await at(await empty.getUrl(), 'application/json');
    accepted += (await at(server.url, 'application/cloudevents+json')).completed;
    for (let round = 0; round < 3; round++) {
      limit.push((await at(await empty.getUrl(), 'application/json')).perSecond);
      const answer = await at(server.url, 'application/cloudevents+json');
      check(answer.refused === 0, `${answer.refused} posts were refused`);
      ours.push(answer.perSecond);
      accepted += answer.completed;
    }
    const ledger = server.app.get<Ledger>(LEDGER);
    const head = (await ledger.log.head()).position;
    // A request that the client gave up at the end of its time may still have been recorded.
    check(head >= accepted && head <= accepted + 4 * 100, `${accepted} receipts, but the log ends at ${head}`);
    await server.close();
    await empty.close();
    return {
      checked: [`${grouped(accepted)} receipts, the log ends at position ${grouped(head)}`],
      figures: [
        {
          what: 'single POSTs',
          ours: `${grouped(median(ours))}/s`,
          beside: `empty Nest + DTO route: ${grouped(median(limit))}/s`,
          share: median(ours) / median(limit),
          goal: '≥ 70 %',
          met: median(ours) / median(limit) >= 0.7,
        },
      ],
    };
  },
};

export const lines: Scenario = {
  name: 'lines',
  summary: 'A stream of lines (NDJSON) over HTTP',
  runsAs: 'serve',
  async run({ folder, seed, scale }) {
    const count = Math.round(120_000 * scale);
    const file = join(folder, 'events.ndjson');
    await writeMarketFile(file, count, seed);
    const empty = await startEmptyLines();
    const limit = await load({
      kind: 'lines',
      url: `http://127.0.0.1:${(empty.address() as AddressInfo).port}/`,
      file,
    });
    empty.close();
    const server = await startServer(
      readConfiguration({ ASSAY_DATA: join(folder, 'ledger'), ASSAY_PORT: '0', ASSAY_LOG_LEVEL: 'error' }),
    );
    const ledger = server.app.get<Ledger>(LEDGER);
    const started = performance.now();
    const answer = await load({ kind: 'lines', url: `${server.url}/v1/events`, file });
    await ledger.waitUntilScored();
    const scored = perSecond(count, performance.now() - started);
    check(answer.completed === count && answer.refused === 0, JSON.stringify(answer));
    check((await ledger.log.head()).position === count, 'the log does not end where it should');
    await server.close();
    return {
      checked: [`all ${grouped(count)} accepted, one receipt a line`],
      figures: [
        {
          what: 'lines over HTTP, recorded',
          ours: `${grouped(answer.perSecond)}/s (to the last score ${grouped(scored)}/s)`,
          beside: `node:http + readline + JSON.parse: ${grouped(limit.perSecond)}/s`,
          share: answer.perSecond / limit.perSecond,
          goal: '≥ 12,000/s',
          met: answer.perSecond >= 12_000,
        },
      ],
    };
  },
};
