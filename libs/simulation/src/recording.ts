/**
 * From what happened to what the ledger is told, and when. Most facts arrive minutes after they happened; about one in
 * twenty arrives days or weeks late, now and then after facts that followed it; about one in a hundred is later corrected;
 * a few are voided; and with `duplicates` some are sent twice.
 *
 * Whatever the disorder, each prefix of the arrivals is a legal history of its case: a late step holds back those that
 * could not have happened without it, and what would arrive after its case was voided is never sent.
 */
import type { Fact } from '#assay/service-record';
import { formatTimestamp } from '#assay/transparency';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './calendar.js';
import type { Random } from './random.js';
import type { Step } from './story.js';

/** A fact and when it reaches the ledger (ms since the epoch, never before it happened). */
export interface SimulatedFact {
  readonly arrivesAt: number;
  readonly fact: Fact;
}

/** How carelessly the market keeps its records: probabilities, per fact unless told otherwise. */
const LATE = 0.035;
const SLIPPED = 0.016;
const MISTIMED = 0.005;
const VOIDED_CASE = 0.003;
const VOIDED_ASIDE = 0.006;
/** Of corrections. */
const CORRECTION_TAKEN_BACK = 0.04;

const CASE_VOID_REASONS = ['Recorded twice: the same matter came by two channels.', 'Recorded for the wrong company.'];

export class Recorder {
  readonly #source: string;
  readonly #duplicates: number;

  /** @param duplicates probability that a fact is sent a second time */
  constructor(source: string, duplicates = 0) {
    this.#source = source;
    this.#duplicates = duplicates;
  }

  /** A fact as it is written down, without any mishap. */
  write(subject: string, id: string, type: string, at: number, data: object): Fact {
    return {
      specversion: '1.0',
      id,
      source: this.#source,
      type,
      subject,
      time: formatTimestamp(at),
      simulated: true,
      data,
    };
  }

  /** Adds the facts of one case to `out`, in no particular order. */
  record(subject: string, stem: string, steps: readonly Step[], random: Random, out: SimulatedFact[]): void {
    const voidedAfter = random.chance(VOIDED_CASE) ? random.logNormal(3 * DAY_MS, 0.8) : Infinity;
    let voidedAt = Infinity;
    let happened = -Infinity;
    let told = -Infinity;
    for (let index = 0; index < steps.length; index += 1) {
      const step = steps[index] as Step;
      happened = Math.max(toSecond(step.at), happened + 1000);
      const arrivesAt = Math.max(happened + delay(random), told + 1000);
      if (index === 0) voidedAt = arrivesAt + toSecond(voidedAfter);
      if (step.aside !== true) told = arrivesAt;
      if (arrivesAt >= voidedAt) continue;
      const id = `${stem}/${index + 1}`;
      this.#send(this.write(subject, id, step.type, happened, step.data), arrivesAt, random, out);
      this.#amend(subject, id, step, index === 0 ? happened : undefined, arrivesAt, voidedAt, random, out);
    }
    if (voidedAt === Infinity) return;
    const data = { reason: random.pick(CASE_VOID_REASONS), approvedBy: 'simulated supervisor' };
    this.#send(
      this.write(subject, `${stem}/void`, 'record.voided.v1', voidedAt - MINUTE_MS, data),
      voidedAt,
      random,
      out,
    );
  }

  /** Perhaps corrects a fact that has just been recorded, or voids it, before its case is voided as a whole. */
  #amend(
    subject: string,
    event: string,
    step: Step,
    openedAt: number | undefined,
    arrivedAt: number,
    voidedAt: number,
    random: Random,
    out: SimulatedFact[],
  ): void {
    const at = arrivedAt + toSecond(HOUR_MS + random.logNormal(4 * DAY_MS, 0.9));
    if (at >= voidedAt) return;
    const slipped = step.slip !== undefined && random.chance(SLIPPED);
    if (slipped || (openedAt !== undefined && random.chance(MISTIMED))) {
      const data = slipped
        ? { event, changes: step.slip, reason: 'Written down wrongly; corrected after a check of the file.' }
        : {
            event,
            time: formatTimestamp((openedAt ?? 0) - 1000 * (60 + random.below(7200))),
            reason: 'The clock of the front desk was wrong.',
          };
      const id = `${event}/correction`;
      this.#send(this.write(subject, id, 'record.corrected.v1', at - MINUTE_MS, data), at, random, out);
      const backAt = at + toSecond(random.between(1, 10) * DAY_MS);
      if (backAt < voidedAt && random.chance(CORRECTION_TAKEN_BACK)) {
        const back = { event: id, reason: 'The first record was right after all.' };
        this.#send(
          this.write(subject, `${id}/void`, 'record.voided.v1', backAt - MINUTE_MS, back),
          backAt,
          random,
          out,
        );
      }
    } else if (step.aside === true && random.chance(VOIDED_ASIDE)) {
      const data = { event, reason: 'Entered in the wrong file.' };
      this.#send(this.write(subject, `${event}/void`, 'record.voided.v1', at - MINUTE_MS, data), at, random, out);
    }
  }

  #send(fact: Fact, arrivesAt: number, random: Random, out: SimulatedFact[]): void {
    out.push({ arrivesAt, fact });
    if (this.#duplicates > 0 && random.chance(this.#duplicates))
      out.push({ arrivesAt: arrivesAt + toSecond(random.logNormal(2 * HOUR_MS, 1.5)), fact });
  }
}

/** How long a fact is on its way: minutes as a rule, days to weeks if a branch forgot it. */
function delay(random: Random): number {
  const way = random.chance(LATE)
    ? Math.min(60 * DAY_MS, DAY_MS + random.logNormal(6 * DAY_MS, 0.8))
    : Math.min(8 * HOUR_MS, random.logNormal(6 * MINUTE_MS, 1));
  return toSecond(way);
}

function toSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
