import { type DynamicModule, type FactoryProvider, Module, type ModuleMetadata } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';

import { Answers, type ScoringResources } from './answers.js';
import { BoardFeed } from './board-feed.js';
import { Backdatings } from './moments/backdatings.js';
import { Comparisons } from './moments/comparisons.js';
import { Histories } from './moments/histories.js';
import {
  CompareMoments,
  GetBoard,
  GetCase,
  GetDeclarations,
  GetExplanation,
  GetHistory,
  GetScheme,
  GetSensitivity,
  ListBackdated,
  ListParked,
  ListPromises,
  ListSchemes,
  SearchEvents,
  SupposeBoard,
  SupposeExplanation,
} from './queries.js';
import { Boards } from './reading/boards.js';
import { Cases } from './reading/cases.js';
import { Declarations } from './reading/declarations.js';
import { EventSearch } from './reading/event-search.js';
import { Explanations } from './reading/explanations.js';
import { ParkedCompanies } from './reading/parked-companies.js';
import { Promises } from './reading/promises.js';
import { Schemes } from './reading/schemes.js';
import { Sensitivities } from './supposing/sensitivity/sensitivities.js';
import { Suppositions } from './supposing/suppositions.js';

@QueryHandler(GetBoard)
class GetBoardHandler implements IQueryHandler<GetBoard> {
  constructor(private readonly boards: Boards) {}
  execute = ({ query }: GetBoard) => this.boards.board(query);
}

@QueryHandler(GetDeclarations)
class GetDeclarationsHandler implements IQueryHandler<GetDeclarations> {
  constructor(private readonly declarations: Declarations) {}
  execute = ({ query }: GetDeclarations) => this.declarations.page(query);
}

@QueryHandler(GetExplanation)
class GetExplanationHandler implements IQueryHandler<GetExplanation> {
  constructor(private readonly explanations: Explanations) {}
  execute = ({ query }: GetExplanation) => this.explanations.explanation(query);
}

@QueryHandler(SupposeBoard)
class SupposeBoardHandler implements IQueryHandler<SupposeBoard> {
  constructor(private readonly suppositions: Suppositions) {}
  execute = ({ query, work }: SupposeBoard) => this.suppositions.board(query, work);
}

@QueryHandler(SupposeExplanation)
class SupposeExplanationHandler implements IQueryHandler<SupposeExplanation> {
  constructor(private readonly suppositions: Suppositions) {}
  execute = ({ query, work }: SupposeExplanation) => this.suppositions.explanation(query, work);
}

@QueryHandler(GetHistory)
class GetHistoryHandler implements IQueryHandler<GetHistory> {
  constructor(private readonly histories: Histories) {}
  execute = ({ query }: GetHistory) => this.histories.history(query);
}

@QueryHandler(ListBackdated)
class ListBackdatedHandler implements IQueryHandler<ListBackdated> {
  constructor(private readonly backdatings: Backdatings) {}
  execute = ({ query }: ListBackdated) => this.backdatings.backdated(query);
}

@QueryHandler(CompareMoments)
class CompareMomentsHandler implements IQueryHandler<CompareMoments> {
  constructor(private readonly comparisons: Comparisons) {}
  execute = ({ query }: CompareMoments) => this.comparisons.comparison(query);
}

@QueryHandler(GetSensitivity)
class GetSensitivityHandler implements IQueryHandler<GetSensitivity> {
  constructor(private readonly sensitivities: Sensitivities) {}
  execute = ({ query, work }: GetSensitivity) => this.sensitivities.sensitivity(query, work);
}

@QueryHandler(GetCase)
class GetCaseHandler implements IQueryHandler<GetCase> {
  constructor(private readonly cases: Cases) {}
  execute = ({ query }: GetCase) => this.cases.case(query);
}

@QueryHandler(SearchEvents)
class SearchEventsHandler implements IQueryHandler<SearchEvents> {
  constructor(private readonly search: EventSearch) {}
  execute = ({ query }: SearchEvents) => this.search.events(query);
}

@QueryHandler(ListParked)
class ListParkedHandler implements IQueryHandler<ListParked> {
  constructor(private readonly parked: ParkedCompanies) {}
  execute = () => this.parked.list();
}

@QueryHandler(ListPromises)
class ListPromisesHandler implements IQueryHandler<ListPromises> {
  constructor(private readonly promises: Promises) {}
  execute = ({ query }: ListPromises) => this.promises.promises(query);
}

@QueryHandler(ListSchemes)
class ListSchemesHandler implements IQueryHandler<ListSchemes> {
  constructor(private readonly schemes: Schemes) {}
  execute = () => Promise.resolve(this.schemes.list());
}

@QueryHandler(GetScheme)
class GetSchemeHandler implements IQueryHandler<GetScheme> {
  constructor(private readonly schemes: Schemes) {}
  // eslint-disable-next-line @typescript-eslint/require-await -- an unknown scheme is a rejection, as everywhere on the bus
  execute = async ({ query }: GetScheme) => this.schemes.scheme(query);
}

/** The services that may be asked without the bus. */
const SERVICES = [
  service(Boards, ({ boards }) => boards),
  service(Cases, ({ cases }) => cases),
  service(Declarations, ({ declarations }) => declarations),
  service(EventSearch, ({ events }) => events),
  service(Promises, ({ promises }) => promises),
  service(ParkedCompanies, ({ parked }) => parked),
  service(Schemes, ({ schemes }) => schemes),
  service(Explanations, ({ explanations }) => explanations),
  service(Suppositions, ({ suppositions }) => suppositions),
  service(Histories, ({ histories }) => histories),
  service(Backdatings, ({ backdatings }) => backdatings),
  service(Comparisons, ({ comparisons }) => comparisons),
  service(Sensitivities, ({ sensitivities }) => sensitivities),
  service(BoardFeed, ({ boardFeed }) => boardFeed),
];

const HANDLERS = [
  GetBoardHandler,
  GetDeclarationsHandler,
  GetExplanationHandler,
  SupposeBoardHandler,
  SupposeExplanationHandler,
  GetHistoryHandler,
  CompareMomentsHandler,
  GetSensitivityHandler,
  ListBackdatedHandler,
  GetCaseHandler,
  SearchEventsHandler,
  ListParkedHandler,
  ListPromisesHandler,
  ListSchemesHandler,
  GetSchemeHandler,
];

export type ScoringModuleOptions = Pick<ModuleMetadata, 'imports'> &
  Pick<FactoryProvider<ScoringResources>, 'inject' | 'useFactory'>;

/**
 * Answers every question about scores: through the QueryBus, or from the services themselves (`Boards`, `Explanations`,
 * `Suppositions`, `Sensitivities`, `Cases`, `EventSearch`, `Promises`, `Schemes`, `BoardFeed`), which are exported. It only reads; the scores are kept elsewhere.
 */
@Module({})
export class ScoringModule {
  /** @param options the resources, opened and closed by the caller, from a factory as any Nest provider has one. */
  static forRootAsync({ imports, inject, useFactory }: ScoringModuleOptions): DynamicModule {
    return {
      module: ScoringModule,
      imports: imports ?? [],
      providers: [
        {
          provide: Answers,
          useFactory: async (...args: unknown[]) => new Answers(await useFactory(...args)),
          inject: inject ?? [],
        },
        ...SERVICES,
        ...HANDLERS,
      ],
      exports: SERVICES,
    };
  }
}

function service<T>(provide: new (...args: never[]) => T, of: (answers: Answers) => T): FactoryProvider<T> {
  return { provide, useFactory: of, inject: [Answers] };
}
