import canonicalize from 'canonicalize';

/** Why a value has no canonical bytes: `path` is a JSON Pointer (RFC 6901) to the offending member. */
export class NotCanonicalError extends Error {
  override readonly name = 'NotCanonicalError';
  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(`${path === '' ? 'The document' : path} ${reason}`);
  }
}

/** How deep objects and arrays may nest: more is a bomb, not a record. */
export const MAX_DEPTH = 32;

/**
 * The canonical text of a JSON value (RFC 8785), restricted to I-JSON (RFC 7493): well-formed Unicode, integers within
 * ±(2^53 − 1), no binary fractions (decimals are strings), at most {@link MAX_DEPTH} levels. Its UTF-8 encoding is what
 * the ledger stores and hashes; it is written once and never re-serialised.
 *
 * @throws NotCanonicalError naming the member that has no canonical form.
 */
export function canonicalise(value: unknown): string {
  assertIJson(value, '', 0);
  const text = canonicalize(value);
  if (text === undefined) throw new NotCanonicalError('', 'is not a JSON value.');
  return text;
}

function assertIJson(value: unknown, path: string, depth: number): void {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed())
        throw new NotCanonicalError(path, 'holds a lone surrogate, which is not valid Unicode.');
      return;
    case 'boolean':
      return;
    case 'number':
      if (!Number.isSafeInteger(value)) {
        throw new NotCanonicalError(
          path,
          `is ${value}: numbers are integers within ±(2^53 − 1); write decimals as strings.`,
        );
      }
      return;
    case 'object':
      break;
    default:
      throw new NotCanonicalError(path, `is of type ${typeof value}, which JSON does not know.`);
  }
  if (value === null) return;
  if (depth >= MAX_DEPTH) throw new NotCanonicalError(path, `is nested deeper than ${MAX_DEPTH} levels.`);
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) assertIJson(value[index], `${path}/${index}`, depth + 1);
    return;
  }
  for (const key of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[key];
    if (member === undefined) continue;
    const memberPath = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!key.isWellFormed()) throw new NotCanonicalError(path, 'has a member name with a lone surrogate.');
    assertIJson(member, memberPath, depth + 1);
  }
}
