import { LogOverloadedError } from '#assay/event-log';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A stream of records can simply be slowed down: while the log is overloaded this waits and asks again, so that nothing
 * more is taken from the source. After `patienceMs` the overload is the caller's.
 */
export async function withPatience<T>(attempt: () => Promise<T>, patienceMs: number): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, 500)) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof LogOverloadedError) || Date.now() + pauseMs > deadline) throw error;
      await sleep(pauseMs);
    }
  }
}
