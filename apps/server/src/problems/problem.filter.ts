import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { SchemeError } from '#assay/methodology';
import { type Problem, problem, sendProblem } from './problem.js';

/**
 * Typed errors of the libraries, by name, as statuses: their own sentence is the detail. What is not listed here is our
 * fault: it is logged in full and answered as 500 without its inner words.
 */
const STATUS_BY_ERROR: Readonly<Record<string, readonly [status: number, code: string]>> = {
  TooManyRequestsError: [429, 'too-many-requests'],
  UnknownSchemeError: [404, 'unknown-scheme'],
  UnknownUnitError: [404, 'unknown-unit'],
  UnknownCaseError: [404, 'unknown-case'],
  UnknownMeasureError: [404, 'unknown-measure'],
  PeriodError: [400, 'invalid-period'],
  UnitPathError: [400, 'invalid-unit'],
  SchemeConflictError: [409, 'scheme-conflict'],
  UnknownEventError: [404, 'unknown-event'],
  UnknownSourceError: [404, 'unknown-source'],
  AmbiguousEventError: [400, 'ambiguous-event'],
  SuppositionError: [400, 'invalid-supposition'],
  SettingError: [400, 'invalid-setting'],
  CursorError: [400, 'invalid-cursor'],
  TimestampError: [400, 'invalid-time'],
  MomentError: [400, 'invalid-moment'],
  QueryError: [400, 'invalid-query'],
  WebhookError: [400, 'invalid-webhook'],
  UnknownWebhookError: [404, 'unknown-webhook'],
  NotCaughtUpError: [503, 'not-caught-up'],
  BeyondScoresError: [503, 'not-caught-up'],
  ScoresBeingBuiltError: [503, 'scores-being-built'],
  NobodyRebuildsError: [503, 'nobody-rebuilds'],
  ScoreSourceMismatchError: [503, 'no-scores'],
  CaseContentionError: [503, 'contention'],
  LogOverloadedError: [503, 'overloaded'],
  LogClosedError: [503, 'shutting-down'],
  StorageFailedError: [503, 'storage-failed'],
  LiveClientsError: [503, 'too-many-live-clients'],
};

/** Fastify's own refusals that happen before a handler runs. */
const CODE_BY_FASTIFY: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'not-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'not-json',
};

@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent || reply.raw.headersSent) {
      // The answer had begun: all that is left is to end it so that the client sees it is cut short.
      this.logger.error(error);
      reply.raw.destroy();
      return;
    }
    const document = this.describe(error);
    if (document.status === 503) void reply.header('retry-after', '1');
    sendProblem(reply, document);
  }

  private describe(error: unknown): Problem {
    if (error instanceof HttpException) return fromHttpException(error);
    if (error instanceof Error) {
      if (error instanceof SchemeError)
        return problem(422, 'invalid-scheme', 'The document is no sound rulebook.', {
          errors: error.problems.map(({ path, message }) => ({ field: path, detail: message })),
        });
      const known = STATUS_BY_ERROR[error.name];
      if (known) return problem(known[0], known[1], error.message);
      const { statusCode, code } = error as { statusCode?: unknown; code?: unknown };
      if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
        return problem(statusCode, (typeof code === 'string' && CODE_BY_FASTIFY[code]) || 'bad-request', error.message);
      }
    }
    this.logger.error(error);
    return problem(500, 'internal', 'Something went wrong on our side; the log of the server says what.');
  }
}

/** Nest's exceptions carry a string, or an object whose `message` is one sentence or (from validation) several. */
function fromHttpException(error: HttpException): Problem {
  const status = error.getStatus();
  const body = error.getResponse();
  const message = typeof body === 'object' && 'message' in body ? body.message : body;
  const code = status === 404 ? 'not-found' : status === 400 ? 'invalid' : 'http';
  if (Array.isArray(message)) {
    const errors = message.map((text) => invalidField(String(text)));
    return problem(status, code, errors.map(({ detail }) => detail).join('; '), { errors });
  }
  return problem(status, code, typeof message === 'string' ? message : error.message);
}

/** The validation's sentence begins with the field; of one that it does not know it says `property NAME should not exist`. */
function invalidField(text: string): { field: string; detail: string } {
  const unknown = /^property (.+) should not exist$/.exec(text)?.[1];
  if (unknown !== undefined) return { field: unknown, detail: `There is no field ${unknown} here: see /docs.` };
  return { field: text.split(' ')[0] ?? '', detail: text };
}
