import type { INestApplicationContext } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ExportResults, GetCircular } from '#assay/delivery';
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
} from '#assay/scoring';
import type { LedgerReader } from './ledger-reader.js';

/** The ledger in a folder, asked through the QueryBus of an open session. */
export class LocalLedger implements LedgerReader {
  private readonly queries: QueryBus;

  constructor(private readonly context: INestApplicationContext) {
    this.queries = context.get(QueryBus);
  }

  board = (query: Parameters<LedgerReader['board']>[0]) => this.queries.execute(new GetBoard(query));
  explanation = (query: Parameters<LedgerReader['explanation']>[0]) => this.queries.execute(new GetExplanation(query));
  supposedBoard = (...[query, work]: Parameters<LedgerReader['supposedBoard']>) =>
    this.queries.execute(new SupposeBoard(query, work));
  supposedExplanation = (...[query, work]: Parameters<LedgerReader['supposedExplanation']>) =>
    this.queries.execute(new SupposeExplanation(query, work));
  history = (query: Parameters<LedgerReader['history']>[0]) => this.queries.execute(new GetHistory(query));
  backdated = (query: Parameters<LedgerReader['backdated']>[0]) => this.queries.execute(new ListBackdated(query));
  comparison = (query: Parameters<LedgerReader['comparison']>[0]) => this.queries.execute(new CompareMoments(query));
  sensitivity = (...[query, work]: Parameters<LedgerReader['sensitivity']>) =>
    this.queries.execute(new GetSensitivity(query, work));
  declarations = (query: Parameters<LedgerReader['declarations']>[0]) =>
    this.queries.execute(new GetDeclarations(query));
  case = (query: Parameters<LedgerReader['case']>[0]) => this.queries.execute(new GetCase(query));
  events = (query: Parameters<LedgerReader['events']>[0]) => this.queries.execute(new SearchEvents(query));
  export = (query: Parameters<LedgerReader['export']>[0]) => this.queries.execute(new ExportResults(query));
  circular = (query: Parameters<LedgerReader['circular']>[0]) => this.queries.execute(new GetCircular(query));
  promises = (query: Parameters<LedgerReader['promises']>[0]) => this.queries.execute(new ListPromises(query));
  parked = () => this.queries.execute(new ListParked());
  schemes = () => this.queries.execute(new ListSchemes());
  scheme = (query: Parameters<LedgerReader['scheme']>[0]) => this.queries.execute(new GetScheme(query));
  close = () => this.context.close();
}
