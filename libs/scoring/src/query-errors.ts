/** Why a question has no answer. The names are stable: the HTTP side turns them into statuses, the command into exit codes. */

export class UnknownSchemeError extends Error {
  override readonly name = 'UnknownSchemeError';
  /** @param known every version of every scheme */
  constructor(
    readonly scheme: string,
    known: readonly { readonly id: string; readonly version: number }[],
  ) {
    const versions = known.filter(({ id }) => scheme.startsWith(`${id}@`)).map(({ version }) => version);
    const others =
      versions.length > 0
        ? `it has version ${versions.sort((a, b) => a - b).join(', ')}.`
        : `the schemes are ${[...new Set(known.map(({ id }) => id))].join(', ')}.`;
    super(`There is no scheme "${scheme.slice(0, 100)}"; ${others}`);
  }
}

export class UnknownMeasureError extends Error {
  override readonly name = 'UnknownMeasureError';
  constructor(
    readonly measure: string,
    scheme: string,
    known: readonly string[],
  ) {
    super(`The scheme ${scheme} has no measure "${measure.slice(0, 100)}"; its measures are ${known.join(', ')}.`);
  }
}

export class UnknownUnitError extends Error {
  override readonly name = 'UnknownUnitError';
  /** @param position last one that is known */
  constructor(
    readonly unit: string,
    position: number,
  ) {
    super(
      `No event speaks of the unit "${unit.slice(0, 200)}". Units are written as on the board, such as ` +
        `company/GEICO/province/CT. (Known are the events up to position ${position}.)`,
    );
  }
}

export class UnknownCaseError extends Error {
  override readonly name = 'UnknownCaseError';
  /** @param position last one that is known */
  constructor(
    readonly caseId: string,
    position: number,
  ) {
    super(
      `There is no case "${caseId.slice(0, 200)}". A case is written <kind>/<key>, as in the subject of its events. ` +
        `(Known are the events up to position ${position}.)`,
    );
  }
}

export class CursorError extends Error {
  override readonly name = 'CursorError';
  constructor() {
    super('The cursor does not belong to this question. Take nextCursor of the page before, and change nothing else.');
  }
}

/** A question that contradicts itself or asks for too much at once. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

/** A moment that is not in the ledger's past, or not one at all. */
export class MomentError extends Error {
  override readonly name = 'MomentError';
}

/** The scores have not yet taken in the position that the question asks for. */
export class NotCaughtUpError extends Error {
  override readonly name = 'NotCaughtUpError';
  constructor(
    readonly position: number,
    readonly reached: number,
  ) {
    super(`The scores know the ledger up to position ${reached}, not yet up to ${position}. Ask again in a moment.`);
  }
}

/** No build is live, or none that this code can read, and one is being made. */
export class ScoresBeingBuiltError extends Error {
  override readonly name = 'ScoresBeingBuiltError';
  constructor(
    readonly build: number,
    readonly position: number,
    readonly target: number,
    why: string,
  ) {
    super(
      `${why} They are being built from the log: ${position} of ${target} events are in. Boards can be read when all are; ask again then.`,
    );
  }
}
