import fastifyRateLimit from '@fastify/rate-limit';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { LedgerConfiguration } from '#assay/ledger';
import { AppModule } from './app.module.js';
import { acceptCloudEvents } from './events/cloud-events.js';
import { structuredLogger } from './logging.js';
import { TooManyRequestsError } from './problems/problem.js';
import { setSecurityHeaders } from './security-headers.js';
import { serveOpenApi } from './open-api.js';

/** The server as a Nest application, not yet listening: what `startServer` runs and what tests send requests to. */
export async function createServer(
  configuration: LedgerConfiguration,
  stopping?: AbortSignal,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: configuration.limits.bodyBytes,
    // Case ids stand in query strings and may be long.
    routerOptions: { maxParamLength: 1_024 },
    // A stream of lines may take hours; an idle connection may not.
    requestTimeout: 0,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(configuration, stopping), adapter, {
    logger: structuredLogger(configuration.logLevel),
    abortOnError: false,
  });
  acceptCloudEvents(adapter.getInstance());
  setSecurityHeaders(adapter.getInstance());
  await limitRequests(app, configuration.limits.requestsPerMinute);
  serveOpenApi(app);
  try {
    await app.init();
    await adapter.getInstance().ready();
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

/** Requests nobody limits are not counted. Health is never limited: an orchestrator must not think us dead for asking. */
async function limitRequests(app: NestFastifyApplication, requestsPerMinute: number): Promise<void> {
  if (requestsPerMinute === 0) return;
  await app.register(fastifyRateLimit, {
    max: requestsPerMinute,
    timeWindow: '1 minute',
    allowList: ({ url }: { url: string }) => url.startsWith('/health/'),
    errorResponseBuilder: (_request, { after }) => new TooManyRequestsError(requestsPerMinute, after),
  });
}

export interface RunningServer {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly app: NestFastifyApplication;
  /** Lets requests at hand finish, writes what is queued, stops the processors, releases the folder. */
  close(): Promise<void>;
}

/** Opens the ledger, starts its processors and listens. Rejects with a typed error when the ledger cannot be opened, or with the reason of `stopping`. */
export async function startServer(configuration: LedgerConfiguration, stopping?: AbortSignal): Promise<RunningServer> {
  const app = await createServer(configuration, stopping);
  try {
    await app.listen(configuration.port, configuration.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  return { url: await app.getUrl(), app, close: () => app.close() };
}
