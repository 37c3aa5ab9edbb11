import { createHash } from 'node:crypto';

import { canonicalise } from '#assay/transparency';

import { CursorError, QueryError } from '../query-errors.js';

/** What is asked, whatever page of the answer, and however long one would wait for it. */
export function questionOf<T extends object>(
  query: T & {
    readonly cursor?: unknown;
    readonly limit?: unknown;
    readonly atLeast?: unknown;
    readonly waitMs?: unknown;
  },
): Omit<T, 'cursor' | 'limit' | 'atLeast' | 'waitMs'> {
  const { cursor: _, limit: __, atLeast: ___, waitMs: ____, ...question } = query;
  return question;
}

/**
 * Where the next page of a list begins, as opaque text (base64url). It carries a digest of the question it belongs to, so
 * that a cursor cannot be used with another question and give pages that do not fit together.
 */
export function writeCursor(question: object, place: object): string {
  return Buffer.from(JSON.stringify({ q: digest(question), ...place })).toString('base64url');
}

/**
 * @param numbers names of the members that a place of this list has, all of them safe integers.
 * @throws CursorError for a cursor that was made for another question, or not by us.
 */
export function readCursor<const N extends string>(
  question: object,
  cursor: string,
  numbers: readonly N[],
): Record<N, number> {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new CursorError();
  }
  if (typeof read !== 'object' || read === null) throw new CursorError();
  const place = read as Readonly<Record<string, unknown>>;
  if (place.q !== digest(question) || !numbers.every((name) => Number.isSafeInteger(place[name])))
    throw new CursorError();
  return place as Record<N, number>;
}

function digest(question: object): string {
  return createHash('sha256').update(canonicalise(question)).digest('base64url').slice(0, 12);
}

/** A page's size: the default when none is asked for. @throws QueryError beyond what one page may hold. */
export function pageSize(
  limit: number | undefined,
  options: { readonly default: number; readonly max: number },
): number {
  if (limit === undefined) return options.default;
  if (!Number.isInteger(limit) || limit < 1 || limit > options.max)
    throw new QueryError(`limit is ${limit}: a page holds 1 to ${options.max} entries; read on with nextCursor.`);
  return limit;
}
