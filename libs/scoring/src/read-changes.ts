import type { CaseReads } from '#assay/methodology';
import { type MeasuredCase, VOIDED } from '#assay/service-record';

/** Bits for attributes; one more is for the status, and one for what everybody reads: the unit, and whether the case is voided. */
const ATTRIBUTE_BITS = 29;
const STATUS_BIT = 2 ** ATTRIBUTE_BITS;
const CASE_BIT = 2 * STATUS_BIT;

/** Every bit. */
export const EVERYTHING_CHANGED = 2 * CASE_BIT - 1;

/**
 * What several readers read of the cases of one kind, each attribute as a bit: so what an event changed is found once for all
 * of them, and each is told by one comparison whether that is any of its business.
 */
export class ReadChanges {
  private readonly names: string[] = [];

  get attributes(): readonly string[] {
    return this.names;
  }

  /** The bits of what a reader reads. Where attributes are more than bits, some share one, and are told as changed together. */
  bitsOf({ attributes, status }: CaseReads): number {
    let bits = CASE_BIT | (status ? STATUS_BIT : 0);
    for (const name of attributes) {
      if (!this.names.includes(name)) this.names.push(name);
      bits |= bitAt(this.names.indexOf(name));
    }
    return bits;
  }

  /** The bits of what differs between two states of a case; all of them where its unit does, or it was voided, or that taken back. */
  between(before: MeasuredCase, after: MeasuredCase): number {
    if (before.unit !== after.unit) return EVERYTHING_CHANGED;
    let bits = 0;
    if (before.status !== after.status) {
      if (before.status === VOIDED || after.status === VOIDED) return EVERYTHING_CHANGED;
      bits = STATUS_BIT;
    }
    const [was, is] = [before.attributes, after.attributes];
    for (let place = 0; place < this.names.length; place++) {
      const name = this.names[place] as string;
      if (was[name] !== is[name]) bits |= bitAt(place);
    }
    return bits;
  }
}

const bitAt = (place: number): number => 1 << (place % ATTRIBUTE_BITS);
