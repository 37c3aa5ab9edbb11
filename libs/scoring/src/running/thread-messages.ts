/** What the thread of the processors and the one that started it say to each other. */
import type { SchemeDocument } from '#assay/methodology';

import type { ScoringStatus } from './processors.js';

export interface ThreadData {
  /** Folder of the ledger: `log.db`, and the builds of the scores in `scores/`. */
  readonly folder: string;
  /** The rulebooks as they were read and checked: reading them again would take longer than all else that the thread begins with. */
  readonly schemes: readonly { readonly document: SchemeDocument; readonly hash: string }[];
}

export type FromThread =
  | { readonly kind: 'ready' | 'status'; readonly status: ScoringStatus }
  /** A rulebook was published. */
  | { readonly kind: 'rulebook' }
  | { readonly kind: 'notice'; readonly sentence: string }
  | { readonly kind: 'failed'; readonly sentence: string };

export type ToThread = 'stop';
