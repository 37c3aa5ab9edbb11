/** What can be asked through the QueryBus; each class names its answer's type. */
import { Query } from '@nestjs/cqrs';

import type { BackdatedPage, BackdatedQuery } from './moments/backdatings.js';
import type { Comparison, ComparisonQuery } from './moments/comparisons.js';
import type { HistoryQuery, ScoreHistory } from './moments/histories.js';
import type { Board, BoardQuery } from './reading/boards.js';
import type { CaseQuery, CaseView } from './reading/cases.js';
import type { DeclarationsPage, DeclarationsQuery } from './reading/declarations.js';
import type { EventPage, EventSearchQuery } from './reading/event-search.js';
import type { Explanation, ExplanationQuery } from './reading/explanations.js';
import type { ParkedList } from './reading/parked-companies.js';
import type { PromisePage, PromiseQuery } from './reading/promises.js';
import type { SchemeQuery, SchemeSummary, SchemeView } from './reading/schemes.js';
import type { Sensitivity, SensitivityQuery } from './supposing/sensitivity/sensitivities.js';
import type { SuppositionWork } from './supposing/supposition.js';
import type {
  SupposedBoard,
  SupposedExplanation,
  SupposingBoardQuery,
  SupposingExplanationQuery,
} from './supposing/suppositions.js';

export class GetBoard extends Query<Board> {
  constructor(readonly query: BoardQuery) {
    super();
  }
}

export class GetDeclarations extends Query<DeclarationsPage> {
  constructor(readonly query: DeclarationsQuery) {
    super();
  }
}

export class GetExplanation extends Query<Explanation> {
  constructor(readonly query: ExplanationQuery) {
    super();
  }
}

export class SupposeBoard extends Query<SupposedBoard> {
  constructor(
    readonly query: SupposingBoardQuery,
    readonly work: SuppositionWork = {},
  ) {
    super();
  }
}

export class SupposeExplanation extends Query<SupposedExplanation> {
  constructor(
    readonly query: SupposingExplanationQuery,
    readonly work: SuppositionWork = {},
  ) {
    super();
  }
}

export class GetHistory extends Query<ScoreHistory> {
  constructor(readonly query: HistoryQuery) {
    super();
  }
}

export class ListBackdated extends Query<BackdatedPage> {
  constructor(readonly query: BackdatedQuery) {
    super();
  }
}

export class CompareMoments extends Query<Comparison> {
  constructor(readonly query: ComparisonQuery) {
    super();
  }
}

export class GetSensitivity extends Query<Sensitivity> {
  constructor(
    readonly query: SensitivityQuery,
    readonly work: SuppositionWork = {},
  ) {
    super();
  }
}

export class ListParked extends Query<ParkedList> {}

export class GetCase extends Query<CaseView> {
  constructor(readonly query: CaseQuery) {
    super();
  }
}

export class SearchEvents extends Query<EventPage> {
  constructor(readonly query: EventSearchQuery) {
    super();
  }
}

export class ListPromises extends Query<PromisePage> {
  constructor(readonly query: PromiseQuery) {
    super();
  }
}

export class ListSchemes extends Query<SchemeSummary[]> {}

export class GetScheme extends Query<SchemeView> {
  constructor(readonly query: SchemeQuery) {
    super();
  }
}
