import { isDecimal, listed } from './findings.js';
import { parseScheme } from './parse.js';
import type { SchemeDocument } from './scheme.js';
import { pointer } from './scheme-error.js';
import type { Vocabulary } from './coherence.js';

/** A value that is set for one question names nothing in the scheme, or nothing that could have it. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/**
 * The scheme as it would be with other values: what `--set PATH=VALUE` asks. A path is the name of a parameter
 * (`plus-cap`), or a JSON Pointer to a number or word of the document (`/measures/3/weight`, `/score/round/score`). The
 * result is checked as any scheme is, so that weights still add up and bands still cover; it has the same id and version
 * but other bytes, and so another identity.
 *
 * @param values by path; decimals as text.
 * @throws SettingError for a path or a value that does not fit; SchemeError when the scheme would not be sound.
 */
export function withParameters(
  document: SchemeDocument,
  values: Readonly<Record<string, string | number>>,
  vocabulary?: Vocabulary,
): SchemeDocument {
  const copy = structuredClone(document);
  refuseTwice(Object.keys(values));
  for (const [path, value] of Object.entries(values)) {
    if (path.startsWith('/')) setMember(copy, path, value);
    else setParameter(copy, path, value);
  }
  return parseScheme(copy, vocabulary);
}

/** Of two paths to one place, or into it, the order would decide which holds. */
function refuseTwice(paths: readonly string[]): void {
  const places = new Map<string, string>();
  for (const path of paths) {
    const place = path.startsWith('/') ? pointer(stepsOf(path)) : pointer(['parameters', path, 'default']);
    for (const [other, before] of places)
      if (`${place}/`.startsWith(`${other}/`) || other.startsWith(`${place}/`))
        throw new SettingError(`${before} and ${path} set the same: set it once.`);
    places.set(place, path);
  }
}

function setParameter({ id, parameters = {} }: SchemeDocument, name: string, value: string | number): void {
  const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (!parameter)
    throw new SettingError(
      `${id} has no parameter ${name}: use ${listed(Object.keys(parameters))}, or a path such as /measures/0/weight.`,
    );
  if (parameter.choices && !parameter.choices.includes(String(value)))
    throw new SettingError(`${name} cannot be ${value}: it must be one of ${parameter.choices.join(', ')}.`);
  if (!parameter.choices && !isDecimal(value))
    throw new SettingError(`${name} cannot be ${value}: it must be a number such as 30 or 0.95.`);
  parameter.default = value;
}

function setMember(document: SchemeDocument, path: string, value: string | number): void {
  const steps = stepsOf(path);
  const last = steps.pop() ?? '';
  let member: unknown = document;
  const walked: string[] = [];
  for (const step of steps) {
    member = memberOf(member, step, walked, document.id, path);
    walked.push(step);
  }
  const before = memberOf(member, last, walked, document.id, path);
  if (typeof before !== 'number' && typeof before !== 'string' && !isParameter(before))
    throw new SettingError(`${path} of ${document.id} is no single value: set a member of it.`);
  (member as Record<string, unknown>)[last] = typeof before === 'number' ? asNumber(value) : value;
}

const stepsOf = (path: string): string[] =>
  path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

/** Integers that are written as numbers stay so; anything else is said as it was given, and checked with the scheme. */
function asNumber(value: string | number): string | number {
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

function memberOf(value: unknown, step: string, walked: readonly string[], id: string, path: string): unknown {
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, step))
    return (value as Record<string, unknown>)[step];
  const known = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  throw new SettingError(`${id} has no ${path}: ${pointer(walked) || 'the document'} has ${listed(known)}.`);
}

const isParameter = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).join() === 'param';
