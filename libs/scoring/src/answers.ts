/** Everything that can be asked of scores, in one place for the buses of a server and for a command that asks once. */
import type { EventLog } from '#assay/event-log';

import { BoardFeed } from './board-feed.js';
import { Backdatings } from './moments/backdatings.js';
import { Comparisons } from './moments/comparisons.js';
import { Histories } from './moments/histories.js';
import { Boards } from './reading/boards.js';
import { Cases } from './reading/cases.js';
import { Declarations } from './reading/declarations.js';
import { EventSearch } from './reading/event-search.js';
import { Explanations } from './reading/explanations.js';
import { ParkedCompanies } from './reading/parked-companies.js';
import { Promises } from './reading/promises.js';
import { Schemes } from './reading/schemes.js';
import type { NameSource } from './reading/sources.js';
import type { SchemeLibrary } from './scheme-library.js';
import type { ScoreReader } from './score-store.js';
import { Sensitivities } from './supposing/sensitivity/sensitivities.js';
import { Suppositions } from './supposing/suppositions.js';

/** What the questions are answered from. */
export interface ScoringResources {
  readonly log: EventLog;
  readonly reader: ScoreReader;
  readonly library: SchemeLibrary;
  /** Who publishes what comes from a source. Left out, answers name sources by their URI alone. */
  readonly nameSource?: NameSource;
  /** Of the ledger: what takes long is read from what is kept beside the log. */
  readonly folder?: string;
  /** What takes long is done by threads of its own then. Built code only. */
  readonly hasThreads?: boolean;
}

export class Answers {
  readonly boards: Boards;
  readonly boardFeed: BoardFeed;
  readonly declarations: Declarations;
  readonly explanations: Explanations;
  readonly suppositions: Suppositions;
  readonly sensitivities: Sensitivities;
  readonly histories: Histories;
  readonly backdatings: Backdatings;
  readonly comparisons: Comparisons;
  readonly promises: Promises;
  readonly cases: Cases;
  readonly events: EventSearch;
  readonly parked: ParkedCompanies;
  readonly schemes: Schemes;

  constructor({ log, reader, library, nameSource, folder, hasThreads }: ScoringResources) {
    const boards = new Boards(reader, log, library, nameSource);
    this.boards = boards;
    this.boardFeed = new BoardFeed(reader, boards);
    this.declarations = new Declarations(reader, log, library, boards);
    this.explanations = new Explanations(reader, log, library, boards);
    this.suppositions = new Suppositions(reader, log, library, nameSource, { folder, inThread: hasThreads });
    this.sensitivities = new Sensitivities(reader, log, library, boards);
    this.histories = new Histories(reader, log, library, boards);
    this.backdatings = new Backdatings(reader, log, library, boards);
    this.comparisons = new Comparisons(reader, log, library, boards);
    this.promises = new Promises(reader, log, library, Date.now, nameSource);
    this.cases = new Cases(log, library);
    this.events = new EventSearch(reader, log);
    this.parked = new ParkedCompanies(reader);
    this.schemes = new Schemes(library);
  }
}
