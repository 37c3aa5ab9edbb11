import type { AttributeValue, MeasuredCase } from '#assay/service-record';

declare const declared: unique symbol;

/** The name of an attribute that was declared to be read. */
export type ReadAttribute = string & { readonly [declared]: true };

/** A case as closures see it: nothing of it can be read that was not declared with {@link ReadsOfKind}. */
export interface ReadCase {
  readonly attributes: Readonly<Record<ReadAttribute, AttributeValue | undefined>>;
}

/**
 * What a rulebook reads of the cases of one kind, beside their unit and whether they are voided, which count for every one.
 * Cases that are alike in all of this count alike.
 */
export interface CaseReads {
  readonly attributes: ReadonlySet<string>;
  readonly status: boolean;
}

/** Takes down what closures are going to read, while they are made: they get at a case by no other way. */
export class ReadsOfKind implements CaseReads {
  readonly attributes = new Set<string>();
  status = false;

  attribute(name: string): ReadAttribute {
    this.attributes.add(name);
    return name as ReadAttribute;
  }

  statusOf(): (state: ReadCase) => string {
    this.status = true;
    return (state) => (state as MeasuredCase).status;
  }
}
