/**
 * What units were called and where they stood over time: a branch moves to another province, a company is merged into
 * another. A case counts where its unit was on the day on which the case counts.
 */

/** From a day on, what was one unit, with everything below it, is (part of) another. */
export interface UnitChange {
  readonly from: string;
  readonly to: string;
  /** Days since 1970-01-01. */
  readonly day: number;
  /**
   * `moved`: the same unit under another path, so that what is told of the new path but happened before counts under the
   * old one. `merged`: the other unit was there before, and keeps what is its own.
   */
  readonly kind: 'moved' | 'merged';
}

/** Finds the place of units on a day. Each change is followed at most once, so that circles end. */
export class UnitHistory {
  /** The days on which anything changed, ascending: between two of them every unit stays where it is. */
  private readonly days: readonly number[];
  /** By path, and by how many of the days have come. */
  private readonly places = new Map<string, string[]>();

  constructor(private readonly changes: readonly UnitChange[]) {
    this.days = [...new Set(changes.map(({ day }) => day))].sort((a, b) => a - b);
  }

  /** Whether any change concerns the unit or something above it: all others are always where they are told. */
  concerns(path: string): boolean {
    return this.changes.some(({ from, to, kind }) => isWithin(path, from) || (kind === 'moved' && isWithin(path, to)));
  }

  /** The path under which a unit, told by some path, stood on a day. */
  placeOn(path: string, day: number): string {
    let places = this.places.get(path);
    if (!places) this.places.set(path, (places = []));
    const come = this.days.findLastIndex((each) => each <= day) + 1;
    return (places[come] ??= this.follow(path, day));
  }

  private follow(path: string, day: number): string {
    let place = path;
    const left = new Set(this.changes);
    for (;;) {
      const next = this.nearest(place, day, left);
      if (!next) return place;
      left.delete(next.change);
      place = next.place;
    }
  }

  /** The change of the lowest unit first: a branch that has moved no longer moves with its province. */
  private nearest(
    path: string,
    day: number,
    changes: ReadonlySet<UnitChange>,
  ): { readonly change: UnitChange; readonly place: string } | undefined {
    let nearest: { change: UnitChange; place: string; length: number } | undefined;
    for (const change of changes) {
      const [told, place] = day >= change.day ? [change.from, change.to] : [change.to, change.from];
      if (day < change.day && change.kind === 'merged') continue;
      if (isWithin(path, told) && told.length > (nearest?.length ?? 0))
        nearest = { change, place: place + path.slice(told.length), length: told.length };
    }
    return nearest;
  }
}

const isWithin = (path: string, unit: string): boolean =>
  path.startsWith(unit) && (path.length === unit.length || path[unit.length] === '/');

/** Names with the instant from which each held, oldest first, after one more; a name told again changes nothing. */
export function named(names: readonly string[] | undefined, name: string, at: number): readonly string[] {
  const last = names?.at(-1);
  return last !== undefined && splitName(last)[1] === name
    ? (names ?? [])
    : [...(names ?? []), `${new Date(at).toISOString()} ${name}`];
}

/** The name that held on a day's end (ms since the epoch); the first one for whatever was before. */
export function nameAt(names: readonly string[], instant: number): string | undefined {
  const held = names.findLast((each) => splitName(each)[0] <= instant) ?? names[0];
  return held === undefined ? undefined : splitName(held)[1];
}

function splitName(text: string): [since: number, name: string] {
  const blank = text.indexOf(' ');
  return [Date.parse(text.slice(0, blank)), text.slice(blank + 1)];
}
