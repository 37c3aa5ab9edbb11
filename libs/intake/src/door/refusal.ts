import type { ValidationError } from 'class-validator';
import { getMetadataStorage } from 'class-validator';
import type { Refusal, RefusalCode } from '../record-events.js';

/** How much of an offending value a refusal repeats. */
const SHOWN = 120;

/** A refusal; `value` is shown as JSON, shortened, and never longer than {@link SHOWN} characters. */
export function refuse(code: RefusalCode, detail: string, field?: string, value?: unknown): Refusal {
  return {
    code,
    detail,
    ...(field === undefined ? {} : { field }),
    ...(value === undefined ? {} : { value: shown(value) }),
  };
}

function shown(value: unknown): string {
  // A long text or list is cut before it is written out: it may be the very bomb that is being refused.
  if (typeof value === 'string') return shorten(JSON.stringify(value.slice(0, SHOWN + 1)));
  if (typeof value !== 'object' || value === null) return shorten(String(value));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return shorten(`an object with the members ${Object.keys(value).slice(0, 8).join(', ') || '(none)'}`);
}

function shorten(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`;
}

/** One member name as a step of a JSON Pointer (RFC 6901). */
export function pointerStep(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/**
 * The first thing that class-validator found, as one sentence that names the member; `base` is the pointer of what was
 * validated (`/data`) and `of` what it is (`complaint.filed.v1`).
 */
export function refusalOf(errors: readonly ValidationError[], base: string, of: string): Refusal {
  let error = errors[0];
  let pointer = base;
  while (error) {
    pointer += pointerStep(error.property);
    if (error.constraints || !error.children?.length) break;
    error = error.children[0];
  }
  if (!error) return refuse('invalid', `${base} of ${of} is not valid.`, base);
  const others = errors.length > 1 ? ` (${errors.length - 1} more at fault.)` : '';
  return refuse('invalid', sentence(error, pointer, of) + others, pointer, error.value);
}

function sentence(error: ValidationError, pointer: string, of: string): string {
  const constraints = error.constraints ?? {};
  if ('whitelistValidation' in constraints) {
    const known = fieldNames(error.target);
    return `${pointer} is no field of ${of}${known.length === 0 ? '' : `; it has ${known.join(', ')}`}.`;
  }
  if (error.value === undefined) return `${pointer} is missing from ${of}: ${says(constraints, error.property)}`;
  return `${pointer} of ${of} is wrong: ${says(constraints, error.property)}`;
}

function says(constraints: Record<string, string>, property: string): string {
  const text = Object.values(constraints)[0]?.trim() ?? `${property} is not valid`;
  return text.endsWith('.') ? text : `${text}.`;
}

/** The members that the class of a validated object declares. */
function fieldNames(target: object | undefined): string[] {
  if (!target) return [];
  const rules = getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', true, false);
  return [...new Set(rules.map((rule) => rule.propertyName))].sort();
}
