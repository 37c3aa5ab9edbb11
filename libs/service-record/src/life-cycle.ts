import type { AttributeType, AttributeValue, CaseAttributes } from './case-state.js';

/**
 * How a case kind is described: its attributes, its statuses, and for every type of fact from which statuses it may come,
 * where it leads, and what it changes. `kinds/*.ts` are such descriptions; `case-engine.ts` runs them.
 */
export interface AttributeSpec<T extends AttributeType = AttributeType> {
  readonly type: T;
  /** What it says, with its unit. */
  readonly doc: string;
  /** Of a decimal: how many digits it may have after its point. It has at most 15 in all. */
  readonly decimals?: number;
}

export interface StatusSpec {
  readonly doc: string;
  /** What to do when a fact is refused because the case stands here, e.g. `Reopen it first.` */
  readonly remedy?: string;
}

/** A kind of case as the rest of the product sees it. */
export interface CaseKind {
  /** First segment of a case's id: `complaint`. */
  readonly kind: string;
  readonly summary: string;
  readonly attributes: Readonly<Record<string, AttributeSpec>>;
  readonly statuses: Readonly<Record<string, StatusSpec>>;
  /** The facts of its life cycle, in the order in which they commonly come. */
  readonly facts: readonly LifeCycleFact[];
}

/** One type of fact in the life cycle of a case kind. `data` has been validated by `dto` at the door. */
export interface LifeCycleFact<
  D extends object = object,
  A extends CaseAttributes = CaseAttributes,
  S extends string = string,
> {
  /** Type and version: `complaint.filed.v1`. */
  readonly type: string;
  /** One sentence for documentation. */
  readonly summary: string;
  /** The class that documents and validates `data`. */
  readonly dto: new () => D;
  /** For sentences: `complaint/x <past> on 2024-02-05`, e.g. `was resolved`. */
  readonly past: string;
  /** For sentences: `it cannot <infinitive> on 2024-02-09`, e.g. `be withdrawn`. */
  readonly infinitive: string;
  /** Whether a case may begin with it. */
  readonly opens?: boolean;
  /** Statuses in which it may come; an opening fact may also come to no case at all. */
  readonly from?: readonly S[];
  /** The status that it leads to; left out where the status stays, or where `leadsTo` decides. */
  readonly to?: S;
  /** The status that it leads to by its data. */
  leadsTo?(data: D): S;
  /** What it changes. Pure. `undefined` takes an attribute away. @param at when it happened, ms since the epoch. */
  effect(data: D, at: number, before: A): A;
  /** The unit that the case concerns from here on; without it, `data.unit` if there is one, else the unit stays. */
  unit?(data: D, subject: string): string | undefined;
  /** A reason why this fact contradicts the case although its status would allow it; undefined when it does not. */
  against?(data: D, at: number, before: A): string | undefined;
  /** Why the subject cannot be that of such a case; undefined when it can. Asked of opening facts only. */
  subjectFault?(data: D, subject: string): string | undefined;
}

interface ValueTypes {
  instant: number;
  decimal: string;
  count: number;
  text: string;
  flag: boolean;
  list: readonly string[];
  period: string;
}

/** The attributes of a kind as a type: all optional, each of its declared type. */
export type AttributesOf<T extends Readonly<Record<string, AttributeSpec>>> = {
  readonly [K in keyof T]?: ValueTypes[T[K]['type']] | undefined;
} & Readonly<Record<string, AttributeValue | undefined>>;

const attribute =
  <T extends AttributeType>(type: T) =>
  (doc: string): AttributeSpec<T> => ({ type, doc });

/** Milliseconds since 1970-01-01T00:00:00Z. */
export const instant = attribute('instant');
/** Exact decimal text: as many decimals as the fields that it is made of may have (see `Decimal` in `fields.ts`). */
export const decimal = (doc: string, decimals: number): AttributeSpec<'decimal'> => ({
  type: 'decimal',
  doc,
  decimals,
});
/** A safe integer. */
export const count = attribute('count');
export const text = attribute('text');
export const flag = attribute('flag');
/** A list of texts, sorted where its order says nothing. */
export const list = attribute('list');
/** A period as written. */
export const period = attribute('period');

/**
 * Describes a case kind with its own attribute and status names checked by the compiler: the function it returns takes
 * the facts of the life cycle.
 */
export function describeCase<
  const A extends Readonly<Record<string, AttributeSpec>>,
  const S extends Readonly<Record<string, StatusSpec>>,
>(frame: { readonly kind: string; readonly summary: string; readonly attributes: A; readonly statuses: S }) {
  type Status = keyof S & string;
  return {
    /** One fact of the life cycle; `D` is inferred from the data class. */
    fact: <D extends object>(fact: LifeCycleFact<D, AttributesOf<A>, Status>): LifeCycleFact => fact,
    kind: (facts: readonly LifeCycleFact[]): CaseKind => ({ ...frame, facts }),
  };
}
