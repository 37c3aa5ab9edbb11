import type { ScoreReader, ScoreView } from '../score-store.js';
import { type KnownAt, knownAt } from './known-at.js';

/** A company whose scores are incomplete, and why. */
export interface ParkedUnit {
  readonly unit: string;
  readonly name: string;
  /** Position of the event that could not be taken in. */
  readonly since: number;
  readonly reason: string;
}

export interface ParkedList {
  readonly knownAt: KnownAt;
  readonly companies: readonly ParkedUnit[];
}

/** The companies that a poison event has parked. */
export class ParkedCompanies {
  constructor(private readonly reader: ScoreReader) {}

  list(): Promise<ParkedList> {
    return this.reader.snapshot(async (view) => ({
      knownAt: knownAt(await view.checkpoint()),
      companies: await parkedUnits(view),
    }));
  }
}

export async function parkedUnits(view: ScoreView): Promise<ParkedUnit[]> {
  const parked = await view.parked();
  if (parked.length === 0) return [];
  const companies = new Map((await view.units('company')).map((unit) => [unit.key, unit]));
  return parked.flatMap(({ company, since, reason }) => {
    const unit = companies.get(company);
    return unit ? [{ unit: unit.path, name: unit.name, since, reason }] : [];
  });
}
