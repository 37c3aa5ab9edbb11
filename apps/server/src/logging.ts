import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

/** What Nest says of its own assembly: every route and module at every start, of interest to us and not to an operator. */
const ASSEMBLY = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory']);

/**
 * Nest's log lines as structured pino records on stderr: stdout belongs to machine formats. No middleware, so a request
 * that logs nothing costs nothing.
 */
export class StructuredLogger implements LoggerService {
  constructor(readonly pino: Logger) {}

  log = (message: unknown, ...rest: unknown[]): void => this.write('info', message, rest);
  warn = (message: unknown, ...rest: unknown[]): void => this.write('warn', message, rest);
  error = (message: unknown, ...rest: unknown[]): void => this.write('error', message, rest);
  fatal = (message: unknown, ...rest: unknown[]): void => this.write('fatal', message, rest);
  debug = (message: unknown, ...rest: unknown[]): void => this.write('debug', message, rest);
  verbose = (message: unknown, ...rest: unknown[]): void => this.write('trace', message, rest);

  /** Nest passes the context (the class that logs) as the last argument, and a stack before it on errors. */
  private write(
    asked: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = rest.at(-1);
    const fields = typeof context === 'string' ? { context } : {};
    const level = asked === 'info' && typeof context === 'string' && ASSEMBLY.has(context) ? 'debug' : asked;
    if (message instanceof Error) this.pino[level]({ ...fields, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...fields, ...message });
    else this.pino[level](fields, String(message));
  }
}

export function structuredLogger(level: string): StructuredLogger {
  return new StructuredLogger(
    pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2)),
  );
}
