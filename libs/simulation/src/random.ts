/**
 * The simulator's source of chance: sfc32, the small fast counter generator of Chris Doty-Humphrey (PractRand), 128 bits of
 * state, period at least 2^32 from any start. It is ten lines and passes PractRand, so it needs no dependency; what it is
 * not is secret or unpredictable, and nothing here has to be.
 *
 * `restart` places the generator at a named spot (market seed, topic, two counters) instead of drawing on from wherever it
 * was. So each case has chances of its own: asking for more cases, or for another stretch of time, does not shuffle the rest.
 *
 * Everything below uses only + − × ÷ and integer operations, which IEEE 754 defines to the last bit. `Math.exp`, `log` and
 * `sin` are left to each engine's taste; without them the same seed gives the same bytes on every machine and every engine.
 */
export class Random {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  constructor(
    private readonly seed: number,
    topic = 0,
    first = 0,
    second = 0,
  ) {
    this.restart(topic, first, second);
  }

  /** Goes to the spot (topic, first, second) of the seed: 32-bit integers. */
  restart(topic: number, first = 0, second = 0): this {
    const low = this.seed >>> 0;
    const high = Math.floor(this.seed / 0x1_0000_0000) >>> 0;
    this.#a = scramble(low ^ scramble(topic + 0x9e37_79b9));
    this.#b = scramble(first ^ scramble(high + 0x85eb_ca6b));
    this.#c = scramble(second ^ scramble(low + 0xc2b2_ae35));
    this.#counter = 1;
    // The reference discards the first outputs, until each bit of the seed has touched each bit of the state.
    for (let round = 0; round < 12; round += 1) this.next();
    return this;
  }

  /** 32 random bits as an unsigned integer. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1), in steps of 2^-32. */
  unit(): number {
    return this.next() / 0x1_0000_0000;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** Uniform integer in [0, count). */
  below(count: number): number {
    return Math.floor(this.unit() * count);
  }

  /** True with the probability given. */
  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  /** Index of a cumulative table (ascending, last entry = total), each index as likely as its step is high. */
  pickIndex(cumulative: readonly number[]): number {
    const mark = this.unit() * (cumulative[cumulative.length - 1] ?? 0);
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (mark < (cumulative[middle] ?? 0)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Nearly standard normal: four uniforms added (Irwin–Hall), mean 0, deviation 1, never beyond ±3.47. */
  normal(): number {
    return (this.unit() + this.unit() + this.unit() + this.unit() - 2) * 1.732_050_807_568_877_2;
  }

  /** Log-normal by its median and the deviation of its logarithm: how long human work takes. */
  logNormal(median: number, sigma: number): number {
    return median * exponential(sigma * this.normal());
  }
}

/** The finaliser of MurmurHash3: every bit of the input moves every bit of the result. */
function scramble(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return bits ^ (bits >>> 16);
}

/** e^x as (1 + x/1024)^1024, within 1 % for |x| < 4: exact operations only (see above), good enough for a made-up market. */
export function exponential(x: number): number {
  let power = 1 + x / 1024;
  for (let squaring = 0; squaring < 10; squaring += 1) power *= power;
  return power;
}

/** The logistic curve: turns a quality (0 = average) into a share between 0 and 1. */
export function logistic(x: number): number {
  return 1 / (1 + exponential(-x));
}

/** Running sums of weights, for `pickIndex`. */
export function cumulate(weights: readonly number[]): number[] {
  let sum = 0;
  return weights.map((weight) => (sum += weight));
}
