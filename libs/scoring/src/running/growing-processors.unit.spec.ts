import { GrowingProcessors } from './growing-processors.js';
import type { Processors } from './processors.js';

/** Processors that note what becomes of them. */
class Noted implements Processors {
  isStopped = false;
  constructor(readonly onRulebook: () => void) {}
  status = () => null;
  waitFor = () => Promise.resolve();
  stop = () => {
    this.isStopped = true;
    return Promise.resolve();
  };
}

const unexpected = (error: unknown): never => {
  throw error;
};

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('processors that take up rulebooks', () => {
  test('are started anew for each one, and nobody of them is left running in the end', async () => {
    const made: Noted[] = [];
    let grown = 0;
    const processors = await GrowingProcessors.start(
      (onRulebook) => {
        const next = new Noted(onRulebook);
        made.push(next);
        return next;
      },
      { onGrown: async () => void (grown += 1), onFailure: unexpected },
    );
    made[0]!.onRulebook();
    await settled();
    expect([made.length, grown, made[0]!.isStopped]).toEqual([2, 1, true]);
    made[1]!.onRulebook();
    await processors.stop();
    expect(made.every(({ isStopped }) => isStopped)).toBe(true);
  });

  test('hear of a rulebook that is published before they are even ready', async () => {
    let starts = 0;
    const processors = await GrowingProcessors.start(
      (onRulebook) => {
        starts += 1;
        if (starts === 1) onRulebook();
        return new Noted(onRulebook);
      },
      { onGrown: () => Promise.resolve(), onFailure: unexpected },
    );
    await settled();
    expect(starts).toBe(2);
    await processors.stop();
  });

  test('say why one could not be taken up, and can be stopped all the same', async () => {
    const failures: unknown[] = [];
    const made: Noted[] = [];
    const processors = await GrowingProcessors.start(
      (onRulebook) => {
        if (made.length === 1) throw new Error('no room');
        const first = new Noted(onRulebook);
        made.push(first);
        return first;
      },
      { onGrown: () => Promise.resolve(), onFailure: (error) => failures.push(String(error)) },
    );
    made[0]!.onRulebook();
    await settled();
    expect(failures).toEqual(['Error: no room']);
    await processors.stop();
  });
});
