import type {
  ClockRow,
  ClocksQuery,
  FactsQuery,
  Movement,
  MovementsQuery,
  OriginRow,
  ParkedCompany,
  ScoreCheckpoint,
  ScoreView,
  TotalsKey,
  TotalsQuery,
  TotalsRow,
  UnitRow,
} from '../score-store.js';

/**
 * A view that remembers what boards read of it, so that the board as it is and the board as it would be cost one reading.
 * Movements, facts and clocks, which may be many, are read anew each time.
 */
export class OnceReadView implements ScoreView {
  private readonly answers = new Map<string, Promise<unknown>>();

  constructor(private readonly view: ScoreView) {}

  checkpoint = (): Promise<ScoreCheckpoint> => this.once('checkpoint', () => this.view.checkpoint());
  totals = (query: TotalsQuery): Promise<TotalsRow[]> =>
    this.list(`totals ${JSON.stringify(query)}`, () => this.view.totals(query));
  unitByPath = (path: string): Promise<UnitRow | undefined> =>
    this.once(`unit ${path}`, () => this.view.unitByPath(path));
  units = (level?: UnitRow['level']): Promise<UnitRow[]> => this.list(`units ${level}`, () => this.view.units(level));
  unitsWithPast = (): Promise<UnitRow[]> => this.list('units with past', () => this.view.unitsWithPast());
  subtree = (path: string): Promise<UnitRow[]> => this.list(`subtree ${path}`, () => this.view.subtree(path));
  origins = (): Promise<OriginRow[]> => this.list('origins', () => this.view.origins());
  parked = (): Promise<ParkedCompany[]> => this.list('parked', () => this.view.parked());

  allTotals = (): AsyncIterable<readonly (TotalsRow & TotalsKey)[]> => this.view.allTotals();
  movements = (query: MovementsQuery): Promise<Movement[]> => this.view.movements(query);
  clocks = (query: ClocksQuery): Promise<ClockRow[]> => this.view.clocks(query);
  facts = (query: FactsQuery): Promise<number[]> => this.view.facts(query);

  /** A list of the caller's own, who may add to it. */
  private async list<T>(question: string, ask: () => Promise<T[]>): Promise<T[]> {
    return [...(await this.once(question, ask))];
  }

  private once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    let answer = this.answers.get(question) as Promise<T> | undefined;
    if (!answer) this.answers.set(question, (answer = ask()));
    return answer;
  }
}
