import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import type { Ledger, LedgerAccess, LedgerConfiguration } from '#assay/ledger';
import { noLedger, type ReadingOptions, type WhereOptions } from './options.js';
import { grouped } from './output/decimal-text.js';
import { startProgress } from './progress.js';
import type { LedgerReader } from './reading/ledger-reader.js';
import { printNote, type Surroundings } from './surroundings.js';

export interface OpenedLedger {
  readonly ledger: Ledger;
  readonly configuration: LedgerConfiguration;
  close(): Promise<void>;
}

/** An open ledger with its buses and services in a Nest context: what records and what serves. */
export interface LedgerSession extends OpenedLedger {
  readonly context: INestApplicationContext;
}

/** The configuration by environment, with what the command line says put over it. @throws ConfigurationError */
export async function configurationFor(
  { env }: Surroundings,
  given: WhereOptions & { readonly port?: number; readonly host?: string },
): Promise<LedgerConfiguration> {
  const { readConfiguration } = await import('#assay/ledger');
  return readConfiguration({
    ...env,
    ...(given.data !== undefined && { ASSAY_DATA: given.data }),
    ...(given.port !== undefined && { ASSAY_PORT: String(given.port) }),
    ...(given.host !== undefined && { ASSAY_HOST: given.host }),
  });
}

/** Opens the ledger of a folder. */
export async function openSession(
  surroundings: Surroundings,
  options: WhereOptions,
  access: LedgerAccess,
): Promise<LedgerSession> {
  const configuration = await configurationFor(surroundings, options);
  return openConfigured(surroundings, configuration, access);
}

/** As {@link openSession}, with a configuration that the caller has read. */
export async function openConfigured(
  surroundings: Surroundings,
  configuration: LedgerConfiguration,
  access: LedgerAccess,
): Promise<LedgerSession> {
  const [{ NestFactory }, { LEDGER }, { LedgerModule }] = await Promise.all([
    import('@nestjs/core'),
    import('#assay/ledger'),
    import('#assay/ledger/nest'),
  ]);
  const context = await NestFactory.createApplicationContext(
    LedgerModule.forRoot(configuration, { access, stopping: surroundings.interrupted }),
    {
      logger: noticesTo(surroundings),
      abortOnError: false,
    },
  );
  return { context, ledger: context.get<Ledger>(LEDGER), configuration, close: () => context.close() };
}

/** As {@link openConfigured}, without Nest, which takes as long to load as all else that a question needs. */
export async function openToAsk(
  surroundings: Surroundings,
  configuration: LedgerConfiguration,
  access: LedgerAccess,
): Promise<OpenedLedger> {
  const { openLedger } = await import('#assay/ledger');
  const ledger = await openLedger(
    configuration,
    access,
    (notice) => void printNote(surroundings, notice),
    surroundings.interrupted,
  );
  return { ledger, configuration, close: () => ledger.close() };
}

/** Nest starts in silence, for a command talks to people in its own words; what an operator should know is passed on. */
function noticesTo(surroundings: Surroundings): LoggerService {
  const silence = (): void => undefined;
  return { log: silence, error: silence, warn: (notice: unknown) => void printNote(surroundings, String(notice)) };
}

/**
 * Opens the ledger in a folder with its scores up to date: where they are behind and nobody else writes, they first take in what
 * was recorded last; beside a running server it only reads.
 */
export async function openScored<Opened extends OpenedLedger>(
  surroundings: Surroundings,
  options: WhereOptions,
  open: (configuration: LedgerConfiguration) => Promise<Opened>,
): Promise<Opened> {
  const configuration = await configurationFor(surroundings, options);
  if (!existsSync(join(configuration.data, 'log.db'))) throw noLedger(configuration.data);
  // A question is soon answered: a thread of its own for the few events that are not scored yet would start too late.
  const processors = configuration.processors === 'thread' ? 'inline' : configuration.processors;
  const session = await open({ ...configuration, processors });
  try {
    if (session.ledger.access === 'write') await bringScoresUp(session, surroundings);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Whom a reading command asks: the server it names, or the ledger in the folder. */
export async function openReader(surroundings: Surroundings, options: ReadingOptions): Promise<LedgerReader> {
  if (options.server !== undefined) {
    const { RemoteLedger } = await import('./reading/remote-ledger.js');
    return new RemoteLedger(options.server, surroundings.interrupted);
  }
  const [{ ledger, configuration }, { LocalLedger }, { scoringResources }] = await Promise.all([
    openScored(surroundings, options, (configuration) => openToAsk(surroundings, configuration, 'ask')),
    import('./reading/local-ledger.js'),
    import('#assay/ledger'),
  ]);
  return new LocalLedger(ledger, scoringResources(ledger, configuration));
}

/** Waits until the scores know every recorded event, with a progress line when that takes a while. */
export async function bringScoresUp(
  { ledger }: Pick<OpenedLedger, 'ledger'>,
  surroundings: Surroundings,
): Promise<void> {
  const { stderr, interrupted } = surroundings;
  let progress: ReturnType<typeof startProgress> | undefined;
  try {
    await ledger.waitUntilScored(({ position, head }) => {
      progress ??= startProgress(stderr, 'Scoring', head);
      progress.update(position, `${grouped(position)} of ${grouped(head)} events`);
    }, interrupted);
  } finally {
    progress?.end();
  }
}

/** Asks and closes, whatever happens. */
export async function withReader<T>(
  surroundings: Surroundings,
  options: ReadingOptions,
  ask: (reader: LedgerReader) => Promise<T>,
): Promise<T> {
  const reader = await openReader(surroundings, options);
  try {
    return await ask(reader);
  } finally {
    await reader.close();
  }
}
