import { resolve } from 'node:path';
import { z } from 'zod';

/**
 * The configuration of a ledger, read from the environment and checked before anything is opened. Every mistake is one
 * sentence that names the variable, its value and what would be right; all mistakes are told at once.
 */
export interface LedgerConfiguration {
  /** Folder of the embedded ledger, absolute. */
  readonly data: string;
  readonly host: string;
  readonly port: number;
  /** Where the scoring processor runs: beside the server in a thread of its own, in the same thread, or elsewhere. */
  readonly processors: 'thread' | 'inline' | 'off';
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly limits: {
    /** Bytes of one request body; a stream of lines has no limit of its own, each of its lines has `recordBytes`. */
    readonly bodyBytes: number;
    readonly recordBytes: number;
    /** Requests a minute from one address; 0 sets no limit. */
    readonly requestsPerMinute: number;
    /** Events waiting to be written before new ones are turned away with 503. */
    readonly queuedEvents: number;
    readonly liveClients: number;
    /** How far ahead of our clock a fact may lie, in seconds: clocks differ. */
    readonly futureSeconds: number;
  };
  readonly liveHeartbeatSeconds: number;
  readonly webhooks: {
    /** A file that lists webhooks, absolute. */
    readonly file: string | undefined;
    /** `public`: messages go over https to public addresses; `any`: also over plain HTTP and to private ones. */
    readonly targets: 'public' | 'any';
  };
}

/** Token of the configuration in every module of a process. */
export const CONFIGURATION = Symbol('configuration');

export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  constructor(readonly mistakes: readonly string[]) {
    super(
      `The configuration has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:\n${mistakes.map((m) => `  ${m}`).join('\n')}`,
    );
  }
}

const integer = (fallback: number, min: number, max: number) =>
  z
    .string()
    .default(String(fallback))
    .refine((text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max, {
      error: `write a whole number from ${min} to ${max}`,
    })
    .transform(Number);

const oneOf = <const T extends readonly [string, ...string[]]>(values: T, fallback: T[number]) =>
  z.enum(values, { error: `write one of ${values.join(', ')}` }).default(fallback);

const environment = z.object({
  ASSAY_DATA: z.string().min(1, { error: 'name a folder' }).default('data'),
  ASSAY_HOST: z.string().min(1, { error: 'name an address to listen on' }).default('127.0.0.1'),
  ASSAY_PORT: integer(8080, 0, 65_535),
  ASSAY_PROCESSORS: oneOf(['thread', 'inline', 'off'], 'thread'),
  ASSAY_LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'info'),
  ASSAY_BODY_LIMIT_BYTES: integer(4 * 1024 * 1024, 1_024, 1_073_741_824),
  ASSAY_RECORD_LIMIT_BYTES: integer(1024 * 1024, 256, 67_108_864),
  ASSAY_RATE_LIMIT_PER_MINUTE: integer(0, 0, 100_000_000),
  ASSAY_QUEUE_LIMIT_EVENTS: integer(10_000, 1, 10_000_000),
  ASSAY_LIVE_CLIENTS: integer(500, 0, 100_000),
  ASSAY_LIVE_HEARTBEAT_SECONDS: integer(20, 1, 300),
  ASSAY_FUTURE_TOLERANCE_SECONDS: integer(300, 0, 86_400),
  ASSAY_WEBHOOKS: z.string().min(1, { error: 'name a file that lists webhooks' }).optional(),
  ASSAY_WEBHOOK_TARGETS: oneOf(['public', 'any'], 'public'),
});

/** The variables that `readConfiguration` knows: any other `ASSAY_…` is a spelling mistake and is refused. */
const KNOWN_BESIDE = new Set(['ASSAY_REAL_DATA']);

/** @throws ConfigurationError listing every mistake. */
export function readConfiguration(env: Readonly<Record<string, string | undefined>>): LedgerConfiguration {
  const given = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('ASSAY_')));
  const mistakes = Object.keys(given)
    .filter((name) => !(name in environment.shape) && !KNOWN_BESIDE.has(name))
    .map((name) => `${name} is not a setting of Assay; the settings are ${Object.keys(environment.shape).join(', ')}.`);
  const read = environment.safeParse(given);
  if (!read.success) {
    for (const issue of read.error.issues) {
      const name = String(issue.path[0]);
      mistakes.push(`${name} is ${JSON.stringify(given[name])}: ${issue.message}.`);
    }
  }
  if (!read.success || mistakes.length > 0) throw new ConfigurationError(mistakes);
  const settings = read.data;
  return {
    data: resolve(settings.ASSAY_DATA),
    host: settings.ASSAY_HOST,
    port: settings.ASSAY_PORT,
    processors: settings.ASSAY_PROCESSORS,
    logLevel: settings.ASSAY_LOG_LEVEL,
    limits: {
      bodyBytes: settings.ASSAY_BODY_LIMIT_BYTES,
      recordBytes: settings.ASSAY_RECORD_LIMIT_BYTES,
      requestsPerMinute: settings.ASSAY_RATE_LIMIT_PER_MINUTE,
      queuedEvents: settings.ASSAY_QUEUE_LIMIT_EVENTS,
      liveClients: settings.ASSAY_LIVE_CLIENTS,
      futureSeconds: settings.ASSAY_FUTURE_TOLERANCE_SECONDS,
    },
    liveHeartbeatSeconds: settings.ASSAY_LIVE_HEARTBEAT_SECONDS,
    webhooks: {
      file: settings.ASSAY_WEBHOOKS === undefined ? undefined : resolve(settings.ASSAY_WEBHOOKS),
      targets: settings.ASSAY_WEBHOOK_TARGETS,
    },
  };
}
