import { percentile } from './figure.js';

/**
 * How long some answers took, by the clock and on the processor. Goals go by the clock; where other work shares the machine,
 * the time on the processor tells what of it was ours.
 */
export class Timings {
  private readonly clock: number[] = [];
  private readonly processor: number[] = [];

  async of<T>(work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const before = process.threadCpuUsage();
    const answer = await work();
    const { user, system } = process.threadCpuUsage(before);
    this.clock.push(performance.now() - started);
    this.processor.push((user + system) / 1_000);
    return answer;
  }

  /** By the clock, in ms. */
  get p99(): number {
    return percentile(this.clock, 0.99);
  }

  toString(): string {
    const both = (values: readonly number[]): string =>
      `p50 ${percentile(values, 0.5).toFixed(1)} ms, p99 ${percentile(values, 0.99).toFixed(1)} ms`;
    return `${both(this.clock)} (on the processor ${both(this.processor)})`;
  }
}
