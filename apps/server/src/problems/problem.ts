import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';

/** A problem document (RFC 9457), with the members that Assay adds. */
export interface Problem {
  /** A stable URI reference for programs, e.g. `urn:assay:problem:contradiction`. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** A sentence that says what is wrong with this very request and what to do. */
  readonly detail: string;
  /** JSON Pointer or name of the field at fault. */
  readonly field?: string;
  readonly value?: string;
  /** More than one thing wrong at once. */
  readonly errors?: readonly { readonly field: string; readonly detail: string }[];
}

/** One address asked more often than this server allows. */
export class TooManyRequestsError extends Error {
  override readonly name = 'TooManyRequestsError';
  readonly statusCode = 429;
  constructor(perMinute: number, after: string) {
    super(`This server allows one address ${perMinute} requests a minute. Go on in ${after}.`);
  }
}

export function problem(status: number, code: string, detail: string, more: Partial<Problem> = {}): Problem {
  return { type: `urn:assay:problem:${code}`, title: STATUS_CODES[status] ?? 'Error', status, detail, ...more };
}

export function sendProblem(reply: FastifyReply, document: Problem): void {
  void reply.code(document.status).type('application/problem+json').send(JSON.stringify(document));
}
