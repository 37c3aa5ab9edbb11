/**
 * A story is one case as it really happens: what, when, at which unit. How (and how badly) it is then written down is
 * `recording.ts`'s affair, and who it happens to is `casting.ts`'s.
 */
import type { Company } from './company.js';
import type { Random } from './random.js';

/** Who, where and when a case begins, and the chances it has of its own. */
export interface Scene {
  readonly random: Random;
  readonly company: Company;
  /** The unit that deals with it: the provincial branch or a city, branch, department or employee below it. */
  readonly unit: string;
  /** The provincial branch that the unit belongs to. */
  readonly branch: string;
  /** How good service is here and now: 0 is the market's mean, 1 clearly better than most. */
  readonly quality: number;
  /** When it begins, ms since the epoch. */
  readonly at: number;
}

/** One thing that happens in a case. */
export interface Step {
  readonly type: string;
  /** ms since the epoch; steps of a case follow each other. */
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
  /** Whether the case could have gone on without it: such a step may be told out of turn, or voided alone. */
  readonly aside?: boolean;
  /** What turns out to be otherwise in the rare case that the step was written down wrongly. */
  readonly slip?: Readonly<Record<string, unknown>>;
}

export type Story = (scene: Scene) => readonly Step[];

/** Whole cents as decimal text: 1999 → `19.99`. */
export function money(cents: number): string {
  const whole = Math.max(0, Math.round(cents));
  return `${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, '0')}`;
}
