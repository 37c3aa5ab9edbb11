/** What is to be left out cannot be found. The names are stable: see `query-errors.ts`. */

export class UnknownEventError extends Error {
  override readonly name = 'UnknownEventError';
  constructor(readonly event: string) {
    super(
      `There is no event "${event.slice(0, 200)}" up to the position asked about. Name it by its position (12345), ` +
        'by its id, or as CASE#ID.',
    );
  }
}

/** Ids are the sender's and unique within a case only. */
export class AmbiguousEventError extends Error {
  override readonly name = 'AmbiguousEventError';
  constructor(
    readonly event: string,
    readonly candidates: readonly { readonly case: string; readonly position: number }[],
  ) {
    const named = candidates.slice(0, SHOWN).map(({ case: id, position }) => `${position} of ${id}`);
    const more = candidates.length > SHOWN ? ` and ${candidates.length - SHOWN} more` : '';
    super(
      `${candidates.length} events have the id "${event.slice(0, 200)}": ${named.join(', ')}${more}. ` +
        'Name one by its position, or as CASE#ID.',
    );
  }
}

const SHOWN = 5;

export class UnknownSourceError extends Error {
  override readonly name = 'UnknownSourceError';
  constructor(
    readonly source: string,
    known: readonly string[],
  ) {
    const named = known.slice(0, 20).join(', ');
    super(
      `No event up to the position asked about comes from "${source.slice(0, 200)}"` +
        (known.length > 0 ? `; the sources are ${named}${known.length > 20 ? ' …' : ''}.` : '.'),
    );
  }
}

/** A supposition that contradicts itself, or asks for what no answer can hold. */
export class SuppositionError extends Error {
  override readonly name = 'SuppositionError';
}
