/** The tables that can be exported: their rows and columns. */
import type { CompiledScheme } from '#assay/methodology';
import type { BoardRow, EvidenceCase, EvidencePart, ExportedEvent, WholeBoard } from '#assay/scoring';
import { formatTimestamp } from '#assay/transparency';
import { titleIn } from '../language.js';
import type { CsvValue } from '../csv.js';
import type { Column, Table } from '../tables/table.js';
import type { Provenance } from './provenance.js';
import { EXPORT_TEXTS, type ExportText } from './wording.js';

type Kind = Column<never>['kind'];

const column = <R>(id: string, kind: Kind, of: (row: R) => CsvValue, text = id as ExportText): Column<R> => ({
  id,
  kind,
  of,
  title: (language) => EXPORT_TEXTS[language][text],
});

/** The last columns of every row: the same in all of them. */
function provenanceColumns<R>(provenance: Provenance): Column<R>[] {
  const { knownAt, sources, scheme, version, schemeHash, period, unitLevel, ledger, simulated } = provenance;
  const named = sources.join('; ');
  return [
    column('scheme', 'text', () => scheme),
    column('version', 'count', () => version),
    column('schemeHash', 'text', () => schemeHash),
    column('period', 'text', () => period),
    column('unitLevel', 'text', () => unitLevel),
    column('knownAtPosition', 'count', () => knownAt.position),
    column('knownAtRecordedAt', 'text', () => knownAt.recordedAt),
    column('ledger', 'text', () => ledger),
    column('simulated', 'flag', () => simulated),
    column('sources', 'text', () => named),
  ];
}

const FIGURES = ['numerator', 'denominator', 'value', 'points'] as const;

export function boardTable(board: WholeBoard, { document }: CompiledScheme, provenance: Provenance): Table<BoardRow> {
  const measures = document.measures.flatMap(({ id, title }) =>
    FIGURES.map((figure): Column<BoardRow> => ({
      id: `${id}.${figure}`,
      kind: 'decimal',
      of: (row) => row.measures[id]?.[figure],
      title: (language) => `${titleIn(title, language)} · ${EXPORT_TEXTS[language][figure]}`,
    })),
  );
  const results = (document.results ?? []).flatMap(({ id, title }) =>
    (['score', 'grade'] as const).map((figure): Column<BoardRow> => ({
      id: `${id}.${figure}`,
      kind: figure === 'score' ? 'decimal' : 'text',
      of: (row) => row.results[id]?.[figure],
      title: (language) => `${titleIn(title, language)} · ${EXPORT_TEXTS[language][figure]}`,
    })),
  );
  return {
    name: 'board',
    columns: [
      column('unit', 'text', (row) => row.unit),
      column('name', 'text', (row) => row.name),
      column('rank', 'count', (row) => row.rank),
      column('score', 'decimal', (row) => row.score),
      column('grade', 'text', (row) => row.grade),
      column('state', 'text', (row) => row.state),
      column('reason', 'text', (row) => row.reason),
      ...results,
      ...measures,
      ...provenanceColumns<BoardRow>(provenance),
    ],
    rows: board.rows,
    head: { provenance, totals: board.totals, notes: board.notes, parked: board.parked },
    carried: provenance,
  };
}

interface MeasureRow {
  readonly unit: string;
  readonly name: string;
  readonly state: string;
  readonly measure: string;
  readonly definition: string;
  readonly numerator: string | null;
  readonly denominator: string | null;
  readonly value: string | null;
  readonly points: string | null;
}

/** A unit that has no figure for a measure has a row that says so: absence is not zero. */
export function measuresTable(
  board: WholeBoard,
  { document }: CompiledScheme,
  provenance: Provenance,
): Table<MeasureRow> {
  const titles = new Map(document.measures.map(({ id, title }) => [id, title]));
  const none = { numerator: null, denominator: null, value: null, points: null };
  const rows = function* (): Generator<MeasureRow, void> {
    for (const { unit, name, state, measures } of board.rows)
      for (const { id, definition } of document.measures)
        yield { unit, name, state, measure: id, definition: definition.version, ...(measures[id] ?? none) };
  };
  return {
    name: 'measures',
    columns: [
      column('unit', 'text', (row) => row.unit),
      column('name', 'text', (row) => row.name),
      column('state', 'text', (row) => row.state),
      column('measure', 'text', (row) => row.measure),
      {
        id: 'measureTitle',
        kind: 'text',
        of: ({ measure }) => titles.get(measure)?.en,
        title: (language) => EXPORT_TEXTS[language].measureTitle,
      },
      column('definition', 'text', (row) => row.definition),
      ...FIGURES.map((figure) => column<MeasureRow>(figure, 'decimal', (row) => row[figure])),
      ...provenanceColumns<MeasureRow>(provenance),
    ],
    rows: rows(),
    head: { provenance },
    carried: provenance,
  };
}

interface CaseRow extends EvidencePart {
  readonly name: string;
  readonly case: string;
  readonly events: number;
  readonly firstPosition: number;
  readonly lastPosition: number;
}

/** @param names of units by path, as known at the export's position */
export function casesTable(
  cases: AsyncIterable<EvidenceCase>,
  names: ReadonlyMap<string, string>,
  provenance: Provenance,
): Table<CaseRow> {
  const rows = async function* (): AsyncGenerator<CaseRow, void> {
    for await (const { case: caseId, events, parts } of cases)
      for (const part of parts)
        yield {
          ...part,
          name: names.get(part.unit) ?? part.unit,
          case: caseId,
          events: events.length,
          firstPosition: events[0]?.position ?? 0,
          lastPosition: events.at(-1)?.position ?? 0,
        };
  };
  return {
    name: 'cases',
    columns: [
      column('unit', 'text', (row) => row.unit),
      column('name', 'text', (row) => row.name),
      column('measure', 'text', (row) => row.measure),
      column('case', 'text', (row) => row.case),
      column('numerator', 'decimal', (row) => row.numerator),
      column('denominator', 'decimal', (row) => row.denominator),
      column('events', 'count', (row) => row.events, 'events_'),
      column('firstPosition', 'count', (row) => row.firstPosition),
      column('lastPosition', 'count', (row) => row.lastPosition),
      ...provenanceColumns<CaseRow>(provenance),
    ],
    rows: rows(),
    head: { provenance },
    carried: provenance,
  };
}

/** An event of a case behind the board: the whole of it in JSON and NDJSON, its envelope in tables. */
interface EventRow extends ExportedEvent {
  readonly case: string;
  readonly event: { readonly id: string; readonly type: string; readonly source: string; readonly time: string };
}

export function eventsTable(cases: AsyncIterable<EvidenceCase>, provenance: Provenance): Table<EventRow> {
  const rows = async function* (): AsyncGenerator<EventRow, void> {
    for await (const { case: caseId, events } of cases)
      for (const { position, recordedAt, body } of events)
        yield {
          case: caseId,
          position,
          recordedAt: formatTimestamp(recordedAt),
          event: JSON.parse(body) as EventRow['event'],
        };
  };
  return {
    name: 'events',
    columns: [
      column('case', 'text', (row) => row.case),
      column('position', 'count', (row) => row.position),
      column('recordedAt', 'text', (row) => row.recordedAt),
      column('occurredAt', 'text', ({ event }) => event.time),
      column('type', 'text', ({ event }) => event.type),
      column('id', 'text', ({ event }) => event.id),
      column('source', 'text', ({ event }) => event.source),
      ...provenanceColumns<EventRow>(provenance),
    ],
    rows: rows(),
    head: { provenance },
    carried: provenance,
  };
}
