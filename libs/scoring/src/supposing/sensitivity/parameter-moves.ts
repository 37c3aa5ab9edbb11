/** How far each parameter of a rulebook may be moved, alone, before a unit's grade or rank is another. */
import { type CompiledScheme, countsAlike, type Parameter } from '#assay/methodology';

import { Breath } from '../../breath.js';
import type { Judge, Judgement } from './judge.js';

export interface ParameterMove {
  readonly parameter: string;
  readonly doc: string;
  /** As it is. */
  readonly value: string;
  /** Between these it was tried: from nothing to twice what it is. */
  readonly bounds: { readonly from: string; readonly to: string };
  /** The nearest lower value under which the result is another; null when there is none within the bounds. */
  readonly lower: MovedTo | null;
  readonly higher: MovedTo | null;
  /** Why it was not tried, or what else should be known; null when there is nothing to say. */
  readonly reason: string | null;
}

export interface MovedTo extends Omit<Judgement, 'merit'> {
  readonly value: string;
}

/** In the order of the document. */
export async function parameterMoves(judge: Judge, scheme: CompiledScheme): Promise<ParameterMove[]> {
  const { withParameters } = await import('#assay/methodology/language');
  const soundly: SetValues = (values) => withParameters(scheme.document, values);
  const moves: ParameterMove[] = [];
  for (const [name, parameter] of Object.entries(scheme.document.parameters ?? {})) {
    if (parameter.choices || !NUMBER.test(String(parameter.default))) continue;
    moves.push(await new Dial(judge, scheme, name, parameter, soundly).moves());
  }
  return moves;
}

const NUMBER = /^\d{1,12}(?:\.\d{1,6})?$/;

/** Places after the point that are tried beyond those that the value is written with. */
const FINER = 2;

/** The rulebook with other values. @throws SchemeError when it would not be sound */
type SetValues = (values: Readonly<Record<string, string>>) => unknown;

/** A parameter in whole steps: from 0 to twice its value. */
class Dial {
  private readonly breath = new Breath();
  private readonly now: number;
  private readonly most: number;
  private decimals: number;

  constructor(
    private readonly judge: Judge,
    private readonly scheme: CompiledScheme,
    private readonly name: string,
    private readonly parameter: Parameter,
    private readonly soundly: SetValues,
  ) {
    const text = String(parameter.default);
    const written = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
    this.decimals = written + FINER;
    // Days and years are whole.
    if (
      this.refusal(this.textOf(stepsOf(text, this.decimals) + 1)) !== null &&
      this.refusal(textOf(Number(text) + 1, 0)) === null
    )
      this.decimals = 0;
    this.now = stepsOf(text, this.decimals);
    this.most = this.now === 0 ? 10 ** this.decimals : 2 * this.now;
  }

  async moves(): Promise<ParameterMove> {
    const { name: parameter, parameter: declared } = this;
    const bounds = { from: this.textOf(0), to: this.textOf(this.most) };
    const told = { parameter, doc: declared.doc, value: String(declared.default), bounds };
    if (this.countsOtherwise())
      return { ...told, lower: null, higher: null, reason: 'It changes what cases count: ask for a value with --set.' };
    const [lower, higher] = [await this.nearest(0), await this.nearest(this.most)];
    const refusal =
      lower || higher ? null : (this.refusal(this.textOf(this.now + 1)) ?? this.refusal(this.textOf(this.now - 1)));
    return { ...told, lower, higher, reason: refusal && `It cannot be moved alone: ${refusal}` };
  }

  /** The nearest value towards a bound under which the result is another. */
  private async nearest(bound: number): Promise<MovedTo | null> {
    let far = await this.furthest(bound);
    if (far === this.now || !this.isOther(far)) return null;
    for (let near = this.now; Math.abs(far - near) > 1;) {
      await this.breath.take();
      const middle = Math.trunc((near + far) / 2);
      if (this.isOther(middle)) far = middle;
      else near = middle;
    }
    const { score, grade, rank } = this.judged(far);
    return { value: this.textOf(far), score, grade, rank };
  }

  /** As far towards a bound as the rulebook stays sound. */
  private async furthest(bound: number): Promise<number> {
    if (this.refusal(this.textOf(bound)) === null) return bound;
    let sound = this.now;
    for (let unsound = bound; Math.abs(unsound - sound) > 1;) {
      await this.breath.take();
      const middle = Math.trunc((sound + unsound) / 2);
      if (this.refusal(this.textOf(middle)) === null) sound = middle;
      else unsound = middle;
    }
    return sound;
  }

  private isOther(steps: number): boolean {
    const { grade, rank } = this.judged(steps);
    return this.judge.by === 'rank' ? rank !== this.judge.now.rank : grade !== this.judge.now.grade;
  }

  private judged(steps: number): Judgement {
    return this.judge.of(this.judge.slots, { ...this.scheme, document: this.set(this.textOf(steps)) });
  }

  /** Between two sound values every value is taken to be sound, and is not checked again. */
  private set(value: string): CompiledScheme['document'] {
    const { document } = this.scheme;
    const parameters = { ...document.parameters, [this.name]: { ...this.parameter, default: value } };
    return { ...document, parameters };
  }

  /** Why the rulebook would not be sound; null when it would. */
  private refusal(value: string): string | null {
    try {
      this.soundly({ [this.name]: value });
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  private countsOtherwise(): boolean {
    return !countsAlike(this.scheme.document, this.set(this.textOf(this.now + 1)));
  }

  private textOf(steps: number): string {
    return textOf(steps, this.decimals);
  }
}

/** `0.95` with two places → 95. */
const stepsOf = (text: string, decimals: number): number => {
  const [whole = '', fraction = ''] = text.split('.');
  return Number(whole + fraction.padEnd(decimals, '0').slice(0, decimals));
};

/** 95 with two places → `0.95`, without zeros at the end. */
function textOf(steps: number, decimals: number): string {
  const digits = String(Math.abs(steps)).padStart(decimals + 1, '0');
  const text = `${digits.slice(0, digits.length - decimals)}.${digits.slice(digits.length - decimals)}`;
  return (steps < 0 ? '-' : '') + text.replace(/\.?0*$/, '');
}
