import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, ValidationTypes } from 'class-validator';

type DataClass = new () => object;
/** Whether data are valid. */
export type Recognise = (value: object) => boolean;

interface Rule {
  readonly property: string;
  /** The property is not looked at unless all of these hold. */
  readonly conditions: readonly ((object: object, value: unknown) => boolean)[];
  readonly tests: readonly ((object: object, value: unknown) => boolean)[];
}

/**
 * Recognises valid data without class-validator's interpretation of every object, which costs ten times what the rules
 * themselves do. The rules are class-validator's own, read once from its metadata and called directly. What they do not
 * pass goes to class-validator, for its sentences.
 *
 * Null for a class with a kind of rule that is not known here: then only class-validator can judge.
 */
export function recogniserOf(dataClass: DataClass): Recognise | null {
  let recognise = RECOGNISERS.get(dataClass);
  if (recognise === undefined) RECOGNISERS.set(dataClass, (recognise = compile(dataClass)));
  return recognise;
}

const RECOGNISERS = new Map<DataClass, Recognise | null>();

function compile(dataClass: DataClass): Recognise | null {
  const keepsRules = recogniseMembers(dataClass);
  if (!keepsRules) return null;
  const known = new Set(keepsRules.properties);
  return (value) => {
    for (const name in value) if (!known.has(name)) return false;
    return keepsRules.recognise(value);
  };
}

/** As {@link recogniserOf}, for an object that may have members that its class does not know: those are not looked at. */
export function recogniseMembers(
  dataClass: DataClass,
): { readonly properties: readonly string[]; readonly recognise: Recognise } | null {
  const rules = rulesOf(dataClass);
  if (!rules) return null;
  const keeps = ({ property, conditions, tests }: Rule, object: object): boolean => {
    const value = (object as Record<string, unknown>)[property];
    for (const holds of conditions) if (!holds(object, value)) return true;
    for (const passes of tests) if (!passes(object, value)) return false;
    return true;
  };
  return {
    properties: rules.map(({ property }) => property),
    recognise: (object) => {
      for (const rule of rules) if (!keeps(rule, object)) return false;
      return true;
    },
  };
}

/** Undefined when the class has a rule that only class-validator can judge. */
function rulesOf(dataClass: DataClass): Rule[] | undefined {
  const storage = getMetadataStorage();
  const metadata = storage.getTargetValidationMetadatas(dataClass, '', true, false);
  const rules: Rule[] = [];
  for (const [property, entries] of Object.entries(storage.groupByPropertyName(metadata))) {
    const conditions: Rule['conditions'][number][] = [];
    const tests: Rule['tests'][number][] = [];
    for (const entry of entries) {
      const constraints = entry.constraints as readonly unknown[] | undefined;
      if (entry.type === ValidationTypes.WHITELIST) continue;
      if (entry.type === ValidationTypes.CONDITIONAL_VALIDATION) {
        conditions.push(constraints?.[0] as Rule['conditions'][number]);
        continue;
      }
      if (entry.validateIf !== undefined) return undefined;
      if (entry.type === ValidationTypes.NESTED_VALIDATION) {
        const recogniseItem = recogniserOf(itemClass(dataClass, property));
        if (!recogniseItem) return undefined;
        tests.push(
          (_object, value) => Array.isArray(value) && value.every((item) => isObject(item) && recogniseItem(item)),
        );
        continue;
      }
      if (entry.type !== ValidationTypes.CUSTOM_VALIDATION || entry.each) return undefined;
      for (const { instance, async } of storage.getTargetValidatorConstraints(entry.constraintCls)) {
        if (async) return undefined;
        // One description for every object that is looked at: it is read while the rule runs and not kept.
        const about = {
          targetName: dataClass.name,
          property,
          object: {},
          value: undefined as unknown,
          constraints: entry.constraints,
        };
        tests.push((object, value) => {
          about.object = object;
          about.value = value;
          return instance.validate(value, about) === true;
        });
      }
    }
    rules.push({ property, conditions, tests });
  }
  return rules;
}

/** The class that class-transformer makes of a list's items. */
function itemClass(dataClass: DataClass, property: string): DataClass {
  const made = plainToInstance(dataClass, { [property]: [{}] }) as Record<string, unknown>;
  const [sample = {}] = made[property] as object[];
  return sample.constructor as DataClass;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
