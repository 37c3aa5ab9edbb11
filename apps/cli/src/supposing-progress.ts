import type { SuppositionWork } from '#assay/scoring';
import { grouped } from './output/decimal-text.js';
import { startProgress } from './progress.js';
import type { Surroundings } from './surroundings.js';

const LABELS = { looking: 'Looking for events', counting: 'Counting again' } as const;

/** Asks what would be, with a progress line where that takes a while; Ctrl-C stops it. */
export async function working<T>(
  { stderr, interrupted }: Surroundings,
  ask: (work: SuppositionWork) => Promise<T>,
): Promise<T> {
  let progress: { readonly step: string; readonly line: ReturnType<typeof startProgress> } | undefined;
  try {
    return await ask({
      signal: interrupted,
      onProgress: ({ step, done, of }) => {
        if (progress?.step !== step) {
          progress?.line.end();
          progress = { step, line: startProgress(stderr, LABELS[step], of) };
        }
        progress.line.update(done, `${grouped(done)} of ${grouped(of)} events`);
      },
    });
  } finally {
    progress?.line.end();
  }
}
