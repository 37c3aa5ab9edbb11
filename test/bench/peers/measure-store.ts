/** One store in a process of its own: its garbage slows down no other, and what its library prints goes nowhere. */
import { simulatedFacts } from '../market.js';
import type { Operation } from './store-under-test.js';
import { STORES, type StoreName } from './stores.js';
import { type Measured, measureStore } from './workload.js';

export interface StoreTask {
  readonly store: StoreName;
  readonly folder: string;
  readonly seed: number;
  readonly events: number;
  readonly seconds: number;
}

export type StoreMessage =
  | { readonly operation: Operation; readonly measured: Measured }
  | { readonly ended: true }
  | { readonly error: string };

const send = (message: StoreMessage): void => void process.send?.(message);
const fail = (error: unknown): void => send({ error: error instanceof Error ? error.message : String(error) });

// A library may throw where nobody waits for it.
process.on('uncaughtException', fail);

process.once('message', ({ store, folder, seed, events, seconds }: StoreTask) => {
  measureStore(STORES[store], { folder, seconds, facts: [...simulatedFacts(events, seed)] }, (operation, measured) =>
    send({ operation, measured }),
  ).then(() => send({ ended: true }), fail);
});
