import * as fc from 'fast-check';

import type { Fact } from '#assay/service-record';

import { historyOf } from './histories.js';

/** Made-up histories for property tests. */
export const history: fc.Arbitrary<Fact[]> = fc
  .array(
    fc.record({
      key: fc.nat(5),
      act: fc.nat(9),
      day: fc.nat(500),
      pick: fc.nat(1_000),
      cents: fc.nat(1_000_000),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map(historyOf);
