import type { Condition, Bounds } from './condition.js';
import type { Numeric } from './numeric.js';
import type { DeclaredRule, Measure, PointsRule, SchemeDocument } from './scheme.js';
import type { Addition, Attribution, Term } from './term.js';
import { Settings } from './settings.js';

/** A scheme as a rulebook that people read: formulas, weights, grades and open decisions in words, one line each. */
export function describeScheme(document: SchemeDocument): readonly string[] {
  return new Rulebook(document).lines();
}

class Rulebook {
  private readonly settings: Settings;

  constructor(private readonly document: SchemeDocument) {
    this.settings = new Settings(document);
  }

  lines(): string[] {
    const { id, version, title, summary, sources, measures, utcOffset } = this.document;
    return [
      `${title.en} (${id}@${version})`,
      summary,
      `Days are counted on the calendar of UTC${utcOffset}.`,
      ...section(
        'Sources',
        sources.map((source) => `- ${source}`),
      ),
      ...section(
        'Measures',
        measures.flatMap((measure) => this.measure(measure)),
      ),
      ...section('Time limits', this.limits()),
      ...section('Score', this.score()),
      ...section('Result', this.result()),
      ...section('Parameters', this.parameters()),
    ];
  }

  private measure(measure: Measure): string[] {
    const weight = measure.weight === undefined ? '' : ` — weight ${this.number(measure.weight)}`;
    const facets = [measure.kind, measure.office && `${measure.office} office`, measure.source]
      .filter(Boolean)
      .join(', ');
    const formula = this.term(measure.numerator) + (measure.denominator ? ` ÷ ${this.term(measure.denominator)}` : '');
    return [
      `${measure.id}: ${measure.title.en}${weight}${facets ? ` (${facets})` : ''}`,
      `  ${measure.definition.text} [definition ${measure.definition.version}]`,
      `  = ${formula}`,
      ...(measure.points ? [`  points: ${this.points(measure.points)}`] : []),
      ...(measure.declared ? [`  declared as ${declaredFigures(measure.declared)}`] : []),
    ];
  }

  private term({ case: kind, on, where, add }: Term): string {
    return `${this.addition(add, kind)}${where ? ` where ${this.condition(where)}` : ''}, ${attribution(on)}`;
  }

  private addition(add: Addition, kind: string): string {
    if (add === 'count') return `number of ${kind} cases`;
    if ('days' in add) return `calendar days from ${add.days[0]} to ${add.days[1]} of ${kind} cases`;
    return `sum of ${add.sum}${add.in === undefined || add.in === '1' ? '' : ` in units of ${grouped(add.in)}`} of ${kind} cases`;
  }

  private condition(condition: Condition): string {
    if ('all' in condition) return condition.all.map((part) => this.nested(part)).join(' and ');
    if ('any' in condition) return condition.any.map((part) => this.nested(part)).join(' or ');
    if ('not' in condition) return `not ${this.nested(condition.not)}`;
    if ('status' in condition) return `the case is ${condition.status.join(' or ')}`;
    if ('limit' in condition) return `${condition.met} lies within ${condition.limit}`;
    if ('samePeriod' in condition) return `${condition.of.join(' and ')} lie in the same ${condition.samePeriod}`;
    if ('days' in condition)
      return `days from ${condition.days[0]} to ${condition.days[1]} are ${this.bounds(condition)}`;
    if ('equals' in condition) return `${condition.attribute} is ${condition.equals}`;
    if ('in' in condition) return `${condition.attribute} is ${condition.in.join(' or ')}`;
    if ('includes' in condition) return `${condition.attribute} include ${condition.includes}`;
    if ('exists' in condition) return `${condition.attribute} is ${condition.exists ? '' : 'not '}known`;
    return `${condition.attribute} is ${this.bounds(condition)}`;
  }

  private nested(condition: Condition): string {
    return 'all' in condition || 'any' in condition ? `(${this.condition(condition)})` : this.condition(condition);
  }

  private bounds({ atLeast, atMost, above, below }: Bounds): string {
    const said = (words: string, bound: Numeric | undefined): string[] =>
      bound === undefined ? [] : [`${words} ${this.number(bound)}`];
    return [
      ...said('at least', atLeast),
      ...said('above', above),
      ...said('at most', atMost),
      ...said('below', below),
    ].join(' and ');
  }

  private points(rule: PointsRule): string {
    if ('linear' in rule)
      return `0 at ${this.number(rule.linear.zero)}, 100 at ${this.number(rule.linear.full)}, in a straight line between`;
    const [steps, words] = 'atLeast' in rule ? [rule.atLeast, 'from'] : [rule.atMost, 'up to'];
    const told = steps.map((step) => `${this.number(step.points)} ${words} ${this.number(step.value)}`);
    return `${told.join(', ')}, otherwise ${this.number(rule.otherwise)}`;
  }

  private limits(): string[] {
    return Object.entries(this.document.limits ?? {}).map(([name, limit]) => {
      const steps = limit.days.map(
        ({ when, within }) =>
          `${this.number(within)} days after ${limit.from}${when ? ` if ${this.condition(when)}` : ''}`,
      );
      const stated = limit.stated === undefined ? '' : `${limit.stated} where it is known, else `;
      return `${name}: ${limit.doc} Ends: ${stated}${steps.join('; else ')}.`;
    });
  }

  private score(): string[] {
    const { score } = this.document;
    if (!score) return ['None: measures are shown and ranked as they are.'];
    const { round } = score;
    return [
      `Mean of the points, weighted by ${this.number(score.weights)} in all.`,
      MISSING[this.settings.missing(score.missing)],
      ...(score.adjustments ?? []).map(
        ({ measure, effect, cap }) =>
          `Then ${measure} is ${effect === 'add' ? 'added' : 'subtracted'}, at most ${this.number(cap)} points.`,
      ),
      `Between ${this.number(score.lowest)} and ${this.number(score.highest)}.`,
      `Rounded half up: ${round.points === undefined ? 'points not at all' : `points to ${round.points} decimals`}, the score to ${round.score} decimals, before its grade.`,
    ];
  }

  private result(): string[] {
    const { grades, rank, eligibility, minimumVolume } = this.document.result;
    const lines: string[] = [];
    if (grades) {
      const bands = grades.bands.map(({ grade, from }) => `${grade} from ${this.number(from)}`);
      lines.push(`Grades for ${grades.levels.join(', ')}; other levels are scored only: ${bands.join(', ')}.`);
    }
    if (rank) {
      const keys = rank.by.map((key) =>
        'score' in key ? `score ${key.score}` : `${key.of ?? 'value'} of ${key.measure} ${key.order}`,
      );
      lines.push(
        `Ranked by ${keys.join(', then ')}; equals ${rank.ties === 'shared' ? 'share a rank' : 'in order of their unit'}.`,
      );
    }
    if (eligibility) {
      const { accountingYears, excludedTypes = [], whenUnknown } = eligibility;
      const asks = [
        ...(accountingYears === undefined ? [] : [`${this.number(accountingYears)} full accounting years`]),
        ...(excludedTypes.length === 0 ? [] : [`no ${excludedTypes.join(', ')} insurer`]),
      ];
      lines.push(`Takes part: ${asks.join('; ')}. Where nobody recorded it, a company is ${whenUnknown}.`);
    }
    for (const { measure, of, atLeast } of minimumVolume ?? [])
      lines.push(`Not rated when the ${of} of ${measure} is below ${this.number(atLeast)}.`);
    return lines.length > 0 ? lines : ['Neither grades nor ranks.'];
  }

  private parameters(): string[] {
    return Object.entries(this.document.parameters ?? {}).map(([name, parameter]) => {
      const origin = parameter.inferred ? ' [inferred: the committee decides]' : '';
      return `${name} = ${parameter.default}${origin}: ${parameter.doc}${parameter.source ? ` (${parameter.source})` : ''}`;
    });
  }

  /** A number with the parameter that it comes from. */
  private number(numeric: Numeric): string {
    const text = this.settings.text(numeric);
    return typeof numeric === 'object' ? `${text} (${numeric.param})` : text;
  }
}

function declaredFigures({ line, ...figures }: DeclaredRule): string {
  const told = (['value', 'numerator', 'denominator'] as const).flatMap((side) => {
    const figure = figures[side];
    return figure ? [`${side} ${figure.measure} (${figure.decimals} decimals)`] : [];
  });
  return `${told.join(', ')}${line === undefined ? '' : `, line ${line}`}`;
}

const MISSING = {
  reweight: 'A measure without a value is left out, and the others weigh more.',
  zero: 'A measure without a value gets no points.',
  full: 'A measure without a value gets all points.',
} as const;

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)];
}

function attribution(on: Attribution): string {
  if (typeof on === 'string') return `on the day of ${on}`;
  return 'period' in on ? `for the reported ${on.period}` : `on the last day of ${on.limit}`;
}

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',');
