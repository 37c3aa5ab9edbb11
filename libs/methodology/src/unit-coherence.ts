import { type Findings, listed, type Path } from './findings.js';
import type { Measure } from './scheme.js';
import { UNIT_BOUNDS } from './unit-bounds.js';
import type { MeasureSide, UnitCondition } from './unit-condition.js';
import { measuresOf } from './unit-predicate.js';

/** Checks the names that the scoring side of a scheme uses, and what it asks of units. */
export class UnitCoherence {
  constructor(private readonly findings: Findings) {}

  condition(path: Path, condition: UnitCondition): void {
    if ('all' in condition) condition.all.forEach((each, index) => this.condition([...path, 'all', index], each));
    else if ('any' in condition) condition.any.forEach((each, index) => this.condition([...path, 'any', index], each));
    else if ('not' in condition) this.condition([...path, 'not'], condition.not);
    else if ('known' in condition) {
      this.members([...path, 'known'], condition.known);
      const count = measuresOf(this.findings.document, condition.known).length;
      if (count > 0) this.findings.whole([...path, 'atLeast'], condition.atLeast, 1, count);
    } else if ('measure' in condition) {
      this.side(path, condition.measure, condition.of ?? 'value');
      const given = UNIT_BOUNDS.filter((bound) => condition[bound] !== undefined);
      if (given.length === 0)
        this.findings.add(path, undefined, `compares with nothing: add one of ${UNIT_BOUNDS.join(', ')}.`);
      for (const bound of given) {
        const value = condition[bound];
        if (Array.isArray(value)) value.forEach((each, index) => this.findings.number([...path, bound, index], each));
        else if (value !== undefined) this.findings.number([...path, bound], value);
      }
    }
  }

  /** Names of measures or groups. */
  members(path: Path, names: readonly string[]): void {
    const { measures, groups = {} } = this.findings.document;
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index) this.findings.add([...path, index], name, 'is named twice.');
      else if (measures.every(({ id }) => id !== name) && !Object.hasOwn(groups, name))
        this.findings.add(
          [...path, index],
          name,
          `is no measure or group of this scheme: use ${listed([...Object.keys(groups), ...measures.map(({ id }) => id)])}.`,
        );
    });
  }

  side(path: Path, id: string, side: MeasureSide): void {
    const measure = this.measure([...path, 'measure'], id);
    if (measure && side === 'denominator' && !measure.denominator)
      this.findings.add([...path, 'of'], side, `is what ${id} does not have: it has a numerator only.`);
  }

  measure(path: Path, id: string): Measure | undefined {
    const { measures } = this.findings.document;
    const measure = measures.find((candidate) => candidate.id === id);
    if (!measure)
      this.findings.add(path, id, `is no measure of this scheme: use ${listed(measures.map((each) => each.id))}.`);
    return measure;
  }
}
