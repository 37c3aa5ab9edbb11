import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** The media types under which events come in (CloudEvents 1.0, HTTP and JSON bindings). */
export const SINGLE = 'application/cloudevents+json';
export const BATCH = 'application/cloudevents-batch+json';
export const LINES = 'application/x-ndjson';

/** Teaches Fastify the media types: JSON ones are parsed (prototype poisoning refused), a stream of lines stays a stream. */
export function acceptCloudEvents(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser([SINGLE, BATCH], { parseAs: 'string' }, parseJson);
  fastify.addContentTypeParser(LINES, (_request, payload: IncomingMessage, done) => done(null, payload));
}

/** Attributes that the binary mode carries as `ce-…` headers, the data being the body. */
const BINARY_PREFIX = 'ce-';

/** An event in binary content mode, as the structured one it stands for; header values are percent-decoded (HTTP binding §3.1.3.2). */
export function fromBinaryMode(headers: Readonly<Record<string, unknown>>, data: unknown): Record<string, unknown> {
  const event: Record<string, unknown> = { data };
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(BINARY_PREFIX) && typeof value === 'string')
      event[name.slice(BINARY_PREFIX.length)] = percentDecoded(value);
  }
  return event;
}

export function isBinaryMode(headers: Readonly<Record<string, unknown>>): boolean {
  return typeof headers['ce-specversion'] === 'string';
}

function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
