import type { EventLog } from '#assay/event-log';
import {
  Boards,
  Evidence,
  type NameSource,
  readAt,
  type SchemeLibrary,
  type ScoreReader,
  type WholeBoard,
} from '#assay/scoring';
import { publisherOf } from '#assay/intake/sources';
import { parseUnitPath } from '#assay/service-record';
import type { DeliveredDocument } from '../delivered-document.js';
import type { Language } from '../language.js';
import type { Table } from '../tables/table.js';
import { csvTable, jsonTable, ndjsonTable } from '../tables/text-tables.js';
import { xlsxTable } from '../tables/xlsx-table.js';
import type { ExportFormat, ExportQuery } from './export-query.js';
import { provenanceOf } from './provenance.js';
import { boardTable, casesTable, eventsTable, measuresTable } from './tables.js';
import { EXPORT_TEXTS } from './wording.js';

/**
 * Results as files. A board is all its units, unpaged; evidence is walked through company by company, so that a large one
 * is never whole in memory. The same question at the same position gives the same bytes, whenever and how often it is asked.
 */
export class Exporter {
  private readonly boards: Boards;
  private readonly evidence: Evidence;

  constructor(
    private readonly reader: ScoreReader,
    private readonly log: EventLog,
    private readonly library: SchemeLibrary,
    nameSource: NameSource = publisherOf,
  ) {
    this.boards = new Boards(reader, log, library, nameSource);
    this.evidence = new Evidence(reader, log, library);
  }

  /**
   * Resolves when the question has an answer; the document is then made while it is read.
   * @throws UnknownSchemeError, PeriodError, UnitPathError, QueryError, MomentError
   */
  async export(query: ExportQuery): Promise<DeliveredDocument> {
    const { format = 'csv', language = 'en', what = 'board' } = query;
    const table = await this.table(query);
    const place = query.unitLevel === undefined ? '' : `-${query.unitLevel}`;
    return {
      fileName: `${query.scheme}-${query.period}${place}-${what}.${format}`.replace(/[^\w@.-]/g, '_'),
      mediaType: MEDIA_TYPES[format],
      content: contentOf(table, format, language),
    };
  }

  private async table(query: ExportQuery): Promise<Table<object>> {
    if (query.unit !== undefined) parseUnitPath(query.unit);
    const { scheme } = this.library.get(query.scheme);
    const board = await this.boardAsKnown(query);
    const provenance = provenanceOf(board, scheme.hash, this.log.ledgerId);
    const { unitLevel, knownAt } = board;
    const cases = () =>
      this.evidence.cases({
        scheme: query.scheme,
        period: query.period,
        unit: query.unit,
        unitLevel,
        position: knownAt.position,
      });
    switch (query.what) {
      case 'measures':
        return measuresTable(board, scheme, provenance);
      case 'cases':
        return casesTable(cases(), new Map(board.rows.map(({ unit, name }) => [unit, name])), provenance);
      case 'events':
        return eventsTable(cases(), provenance);
      case 'board':
      case undefined:
        return boardTable(board, scheme, provenance);
    }
  }

  private boardAsKnown({ unit, knownAt, ...query }: ExportQuery): Promise<WholeBoard> {
    return readAt(this.reader, this.log, { knownAt }, async (view) => {
      const board = await this.boards.whole(view, query);
      if (unit === undefined) return board;
      const rows = board.rows.filter((row) => row.unit === unit || row.unit.startsWith(`${unit}/`));
      const units = rows.map((row) => row.unit);
      return { ...board, ...(await this.boards.provenance(view, units)), rows };
    });
  }
}

const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

function contentOf(table: Table<object>, format: ExportFormat, language: Language): DeliveredDocument['content'] {
  switch (format) {
    case 'csv':
      return csvTable(table);
    case 'json':
      return jsonTable(table);
    case 'ndjson':
      return ndjsonTable(table);
    case 'xlsx':
      return xlsxTable(table, EXPORT_TEXTS[language][table.name], language);
  }
}
