/** Everything the ledger can be told: the case kinds, the types of event, and the folding of both. */
import { CaseEngine } from './case-engine.js';
import { CORRECTED, RecordCorrected, RecordVoided, VOIDING } from './amendments.js';
import type { CaseState, MeasuredCase } from './case-state.js';
import { type DataClass, type JsonSchema, schemaOf } from './data-class.js';
import { type Fact, splitType } from './fact.js';
import { assessment } from './kinds/assessment.js';
import { call } from './kinds/call.js';
import { callback } from './kinds/callback.js';
import { claim } from './kinds/claim.js';
import { company } from './kinds/company.js';
import { complaint } from './kinds/complaint.js';
import { exposure } from './kinds/exposure.js';
import { incident } from './kinds/incident.js';
import { innovation } from './kinds/innovation.js';
import { inspection } from './kinds/inspection.js';
import { measureReport } from './kinds/measure-report.js';
import { objection } from './kinds/objection.js';
import { policyCare } from './kinds/policy-care.js';
import { policy } from './kinds/policy.js';
import { renewal } from './kinds/renewal.js';
import { rulebook } from './kinds/rulebook.js';
import { servicing } from './kinds/servicing.js';
import { survey } from './kinds/survey.js';
import { unit } from './kinds/unit.js';
import type { CaseKind } from './life-cycle.js';

const KINDS = [
  company,
  unit,
  exposure,
  measureReport,
  complaint,
  claim,
  survey,
  call,
  policy,
  callback,
  servicing,
  objection,
  inspection,
  assessment,
  policyCare,
  renewal,
  innovation,
  incident,
  rulebook,
];

/** The kinds of case by name, with the attributes that measures can read. */
export const caseKinds: ReadonlyMap<string, CaseKind> = new Map(KINDS.map((kind) => [kind.kind, kind]));

/** A type of event, in one version. */
export interface FactDefinition {
  /** `complaint.filed.v1` */
  readonly type: string;
  /** `complaint.filed` */
  readonly name: string;
  readonly version: number;
  /** The kind of case that it is told of; null for `record.*`, which fit every kind. */
  readonly caseKind: string | null;
  /** The class that documents `data`, and that the door checks it by. */
  readonly dto: DataClass;
  /** Whether a case may begin with it. */
  readonly opens: boolean;
  readonly summary: string;
}

/** The types of event by their text. */
export const factDefinitions: ReadonlyMap<string, FactDefinition> = new Map(
  [
    ...KINDS.flatMap(({ kind, facts }) =>
      facts.map(({ type, dto, opens, summary }) => define(type, kind, dto, opens ?? false, summary)),
    ),
    define(CORRECTED, null, RecordCorrected, false, 'An earlier fact of the case was otherwise than recorded.'),
    define(VOIDING, null, RecordVoided, false, 'An earlier fact of the case, or the whole case, is taken back.'),
  ].map((definition) => [definition.type, definition]),
);

function define(
  type: string,
  caseKind: string | null,
  dto: DataClass,
  opens: boolean,
  summary: string,
): FactDefinition {
  const [name, version] = splitType(type) ?? [type, 0];
  return { type, name, version, caseKind, dto, opens, summary };
}

const engine = new CaseEngine(KINDS);

/** {@inheritDoc CaseEngine.evolve} */
export const evolve = (state: CaseState | undefined, fact: Fact): CaseState => engine.evolve(state, fact);

/** {@inheritDoc CaseEngine.follow} */
export const follow = (before: MeasuredCase, fact: Fact): MeasuredCase | undefined => engine.follow(before, fact);

/** {@inheritDoc CaseEngine.fold} */
export const fold = (facts: readonly Fact[]): CaseState => engine.fold(facts);

/** The JSON Schema of each event type's `data`, for OpenAPI and other readers outside. */
export function dataSchemas(): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    [...factDefinitions.values()].map(({ type, dto, summary }) => [type, { ...schemaOf(dto), description: summary }]),
  );
}
