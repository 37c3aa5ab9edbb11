import type { AttributeValue } from '#assay/service-record';
import type { Condition } from './condition.js';

/** Something that counts cases on a condition. */
export interface Conditional {
  readonly condition: Condition | undefined;
}

/**
 * Finds, of many things that ask a case for a certain text (a hundred measures over one kind of report, each asking for its
 * own), those that it can concern at all: by one look-up in place of a hundred comparisons.
 */
export class TermIndex<T extends Conditional, Name extends string = string> {
  private readonly byText = new Map<string, readonly T[]>();
  private readonly others: readonly T[];

  /** @param attribute whose text decides: see {@link decisiveAttribute}. */
  constructor(
    members: readonly T[],
    private readonly attribute: Name | undefined,
  ) {
    const asked = members.map((member) => ({ member, texts: textsAsked(member.condition).get(attribute ?? '') }));
    this.others = asked.flatMap(({ member, texts }) => (texts === undefined ? [member] : []));
    for (const text of new Set(asked.flatMap(({ texts = [] }) => [...texts])))
      this.byText.set(
        text,
        asked.flatMap(({ member, texts }) => (texts === undefined || texts.has(text) ? [member] : [])),
      );
  }

  /** In the order of the members. */
  of(attributes: Readonly<Record<Name, AttributeValue | undefined>>): readonly T[] {
    if (this.attribute === undefined) return this.others;
    const text = attributes[this.attribute];
    return (typeof text === 'string' ? this.byText.get(text) : undefined) ?? this.others;
  }
}

/** The attribute for whose text most conditions ask; undefined when none does. */
export function decisiveAttribute(members: readonly Conditional[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { condition } of members)
    for (const attribute of textsAsked(condition).keys()) counts.set(attribute, (counts.get(attribute) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** The texts of which a case must have one, by attribute, for the condition to hold. */
function textsAsked(condition: Condition | undefined): ReadonlyMap<string, ReadonlySet<string>> {
  if (condition === undefined) return new Map();
  if ('all' in condition) return new Map(condition.all.flatMap((part) => [...textsAsked(part)]));
  if ('equals' in condition && typeof condition.equals === 'string')
    return new Map([[condition.attribute, new Set([condition.equals])]]);
  return 'in' in condition ? new Map([[condition.attribute, new Set(condition.in)]]) : new Map();
}
