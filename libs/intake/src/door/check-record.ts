import { epochMs, factDefinitions, type Fact, type FactDefinition } from '#assay/service-record';
import {
  canonicalise,
  formatTimestamp,
  isCanonicalTimestamp,
  MAX_DEPTH,
  NotCanonicalError,
  parseTimestamp,
  TimestampError,
} from '#assay/transparency';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { Refusal } from '../record-events.js';
import { CloudEventDto } from './cloud-event.dto.js';
import { giveRules } from './data-rules.js';
import { recogniseMembers, recogniserOf } from './recogniser.js';
import { pointerStep, refusalOf, refuse } from './refusal.js';

export interface DoorLimits {
  /** Most bytes (UTF-8) of one record's canonical text. */
  readonly maxRecordBytes: number;
  /** How far a fact's `time` may lie ahead of the clock: senders' clocks differ. Milliseconds. */
  readonly maxAheadMs: number;
}

export const DEFAULT_DOOR_LIMITS: DoorLimits = { maxRecordBytes: 1024 * 1024, maxAheadMs: 5 * 60_000 };

/** A record that passed the door: what the case will be asked, and the bytes that the ledger will keep. */
export interface CheckedRecord {
  readonly fact: Fact;
  /** Canonical text (RFC 8785) of the whole event. */
  readonly body: string;
}

export function isRefusal(outcome: CheckedRecord | Refusal): outcome is Refusal {
  return 'code' in outcome;
}

/**
 * Whether a parsed JSON value is an event that the ledger could keep: CloudEvents 1.0, a known type, data as that type
 * declares it, not in the future, and with one canonical spelling. What the case thinks of it is decided later.
 *
 * This is the only place where a record is changed before it is kept, and only in its envelope: `time` becomes the same
 * instant in UTC with milliseconds, `datacontenttype: application/json` (which says nothing here) and attributes that are
 * null (CloudEvents: unset) are left out. `data` is kept as sent.
 *
 * @param now milliseconds since the epoch.
 */
export function checkRecord(
  value: unknown,
  now: number,
  limits: DoorLimits = DEFAULT_DOOR_LIMITS,
): CheckedRecord | Refusal {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse('not-json', 'A record is one JSON object, a CloudEvents 1.0 event.', undefined, value);
  const trap = forbiddenMember(value, 0);
  if (trap !== undefined)
    return refuse('invalid', `${trap} is a member name that no record may have. Leave it out.`, trap);

  const opened = openEnvelope(value as Record<string, unknown>);
  if ('code' in opened) return opened;
  const { envelope } = opened;
  const definition = factDefinitions.get(envelope.type);
  if (!definition) return unknownType(envelope.type);
  const kind = envelope.subject.slice(0, envelope.subject.indexOf('/'));
  if (definition.caseKind !== null && definition.caseKind !== kind) {
    return refuse(
      'invalid',
      `${envelope.type} is a fact of a ${definition.caseKind}, but /subject names a ${kind}: write ${definition.caseKind}/<key>.`,
      '/subject',
      envelope.subject,
    );
  }

  let fact: Fact;
  let body: string;
  try {
    const canonical = isCanonicalTimestamp(envelope.time);
    const time = canonical ? epochMs(envelope.time) : parseTimestamp(envelope.time);
    if (time > now + limits.maxAheadMs) {
      return refuse(
        'in-the-future',
        `/time lies in the future: it is ${formatTimestamp(now)} now. Only what has happened is recorded.`,
        '/time',
        envelope.time,
      );
    }
    fact = canonical ? envelope : { ...envelope, time: formatTimestamp(time) };
    body = canonicalise(fact);
  } catch (error) {
    if (error instanceof TimestampError) return refuse('invalid', `/time: ${error.message}`, '/time', envelope.time);
    if (error instanceof NotCanonicalError) return refuse('not-canonical', error.message, error.path);
    throw error;
  }
  const tooLarge = checkSize(body, limits.maxRecordBytes);
  if (tooLarge) return tooLarge;
  return checkData(fact.data, definition) ?? checkCorrectedTime(fact, now + limits.maxAheadMs) ?? { fact, body };
}

/** A correction may not move what happened into the future either. */
function checkCorrectedTime(fact: Fact, latest: number): Refusal | undefined {
  if (fact.type !== 'record.corrected.v1') return undefined;
  const { time } = fact.data as { readonly time?: string };
  if (time === undefined || Date.parse(time) <= latest) return undefined;
  return refuse(
    'in-the-future',
    '/data/time lies in the future. Only what has happened is recorded.',
    '/data/time',
    time,
  );
}

for (const { dto } of factDefinitions.values()) giveRules(dto);

/** Whether data are what an event type declares; the refusal's pointers begin with `base`. */
export function checkData(data: object, definition: FactDefinition, base = '/data'): Refusal | undefined {
  const recognise = recogniserOf(definition.dto);
  if (recognise?.(data)) return undefined;
  const errors = validateSync(plainToInstance(definition.dto, data), {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
    stopAtFirstError: true,
  });
  return errors.length > 0 ? refusalOf(errors, base, definition.type) : undefined;
}

const ENVELOPE: ReadonlySet<string> = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'datacontenttype',
  'data',
]);
const EXTENSION_NAME = /^[a-z0-9]{1,20}$/;
const MAX_EXTENSION_LENGTH = 1024;

const attributes = recogniseMembers(CloudEventDto);

/** The members keep the sender's order: those that come in canonical order are the faster to write. */
function openEnvelope(value: Record<string, unknown>): { readonly envelope: Fact } | Refusal {
  const wrong = attributes?.recognise(value) ? undefined : checkAttributes(value);
  if (wrong) return wrong;
  let hasMore = false;
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (isLeftOut(name, member)) hasMore = true;
    else if (!ENVELOPE.has(name)) {
      const refusal = checkExtension(name, member);
      if (refusal) return refusal;
    }
  }
  const envelope = hasMore
    ? Object.fromEntries(Object.entries(value).filter(([name, member]) => !isLeftOut(name, member)))
    : value;
  return { envelope: envelope as unknown as Fact };
}

function isLeftOut(name: string, member: unknown): boolean {
  return member === null || member === undefined || name === 'datacontenttype';
}

/** What class-validator says of the attributes; one that is null is unset. */
function checkAttributes(value: Record<string, unknown>): Refusal | undefined {
  const event = new CloudEventDto();
  for (const name of ENVELOPE) {
    const member = value[name];
    if (member !== null && member !== undefined) (event as unknown as Record<string, unknown>)[name] = member;
  }
  const errors = validateSync(event, { stopAtFirstError: true });
  return errors.length > 0 ? refusalOf(errors, '', 'the event') : undefined;
}

function checkExtension(name: string, value: unknown): Refusal | undefined {
  const field = pointerStep(name);
  if (name === 'data_base64')
    return refuse('invalid', '/data_base64 is not taken: data is a JSON object in /data.', field);
  if (!EXTENSION_NAME.test(name)) {
    return refuse(
      'invalid',
      `${field} is neither a CloudEvents attribute nor an extension: those have 1 to 20 lower-case letters and digits. What happened goes into /data.`,
      field,
    );
  }
  const fits =
    typeof value === 'boolean' ||
    typeof value === 'number' ||
    (typeof value === 'string' && value.length <= MAX_EXTENSION_LENGTH);
  return fits
    ? undefined
    : refuse(
        'invalid',
        `${field} must be true, false, a whole number or a text of at most ${MAX_EXTENSION_LENGTH} characters.`,
        field,
        value,
      );
}

function unknownType(type: string): Refusal {
  const name = type.replace(/\.v\d+$/, '');
  const versions = [...factDefinitions.values()].filter((known) => known.name === name).map((known) => known.type);
  const advice =
    versions.length > 0
      ? `Known: ${versions.join(', ')}.`
      : 'docs/events.md lists the types; each ends in its version, such as complaint.filed.v1.';
  return refuse('unknown-type', `There is no event type ${JSON.stringify(type)}. ${advice}`, '/type', type);
}

function checkSize(body: string, maxBytes: number): Refusal | undefined {
  // Three bytes at most for a UTF-16 unit: nearly every record is settled without counting.
  if (body.length * 3 <= maxBytes) return undefined;
  const bytes = Buffer.byteLength(body);
  return bytes <= maxBytes
    ? undefined
    : refuse('too-large', `The record has ${bytes} bytes; one record has at most ${maxBytes}.`);
}

/**
 * JSON may carry members that mean something else to JavaScript than to the sender. They are refused wherever they stand,
 * before any library copies the object. Deeper than the canonical form allows nothing is looked at: that is refused anyway.
 *
 * @returns the JSON Pointer of the first such member below `value`.
 */
function forbiddenMember(value: object, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const isList = Array.isArray(value);
  for (const name of Object.keys(value)) {
    if (!isList && (name === '__proto__' || name === 'constructor' || name === 'prototype')) return pointerStep(name);
    const member = (value as Record<string, unknown>)[name];
    if (typeof member !== 'object' || member === null) continue;
    const found = forbiddenMember(member, depth + 1);
    if (found !== undefined) return pointerStep(name) + found;
  }
  return undefined;
}
