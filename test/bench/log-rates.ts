/** How fast an event log records and reads, through the port alone. Each measurement checks what it measured. */
import type { EventLog, StreamAppend } from '#assay/event-log';
import { type Rate, rateOf } from './raw-limits.js';

export interface AppendRate extends Rate {
  /** From the call of `append` to its receipt, in milliseconds. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
}

/**
 * So many callers, each sending its next append when the last is acknowledged, together appending all parts in order.
 *
 * @param partsPerAppend 1 for single records, more for batches
 */
export async function benchAppend(
  log: EventLog,
  parts: readonly StreamAppend[],
  callers: number,
  partsPerAppend = 1,
): Promise<AppendRate> {
  const latencies: number[] = [];
  let at = 0;
  let recorded = 0;
  const before = (await log.head()).position;
  const caller = async () => {
    while (at < parts.length) {
      const mine = parts.slice(at, (at += partsPerAppend));
      const sent = performance.now();
      const outcomes = await log.append(mine);
      latencies.push(performance.now() - sent);
      for (const outcome of outcomes) {
        if (!outcome.ok) throw outcome.error;
        if (!outcome.receipt.duplicate) recorded += outcome.receipt.positions.length;
      }
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  const rate = rateOf(recorded, performance.now() - started);
  const grown = (await log.head()).position - before;
  if (grown !== recorded) throw new Error(`The log grew by ${grown} events, though ${recorded} were acknowledged.`);
  latencies.sort((a, b) => a - b);
  const percentile = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { ...rate, latency: { p50: percentile(0.5), p99: percentile(0.99), max: latencies.at(-1) ?? 0 } };
}

/** Reads the whole log in pages. */
export async function benchReadAll(log: EventLog, pageSize = 2_000): Promise<Rate> {
  const { position: head } = await log.head();
  const started = performance.now();
  let after = 0;
  while (after < head) {
    const page = await log.readAll({ after, limit: pageSize });
    const last = page.at(-1);
    if (last?.position !== after + page.length) throw new Error(`The page after position ${after} has a hole.`);
    after = last.position;
  }
  return rateOf(after, performance.now() - started);
}

/** Reads the given streams, one call each. */
export async function benchReadStreams(log: EventLog, streams: readonly string[]): Promise<Rate> {
  const started = performance.now();
  let events = 0;
  for (const stream of streams) events += (await log.readStream(stream)).length;
  return rateOf(events, performance.now() - started);
}
