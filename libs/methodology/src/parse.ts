import { caseKinds } from '#assay/service-record';
import { canonicalise, MAX_DEPTH, NotCanonicalError } from '#assay/transparency';
import type { z } from 'zod';
import { incoherences, type Vocabulary } from './coherence.js';
import { schemeDocument, type SchemeDocument } from './scheme.js';
import { pointer, SchemeError, type SchemeProblem } from './scheme-error.js';

/**
 * From a value that a YAML or JSON file held to a scheme that can run. Two steps, each of which names everything that is
 * wrong: first the shape (members, types), then the meaning (names that exist, weights that add up, bands that cover).
 *
 * @param vocabulary the case kinds that schemes may speak of; the ledger's own unless told otherwise.
 * @throws SchemeError with every problem found.
 */
export function parseScheme(input: unknown, vocabulary: Vocabulary = caseKinds): SchemeDocument {
  if (isDeeper(input, MAX_DEPTH))
    throw new SchemeError([
      { path: '', value: undefined, message: `is nested deeper than ${MAX_DEPTH} levels; a scheme never is.` },
    ]);
  const parsed = schemeDocument.safeParse(input, { reportInput: true });
  if (!parsed.success) throw new SchemeError(parsed.error.issues.flatMap((issue) => problemsOf(issue, [])));
  assertCanonical(input);
  const problems = incoherences(parsed.data, vocabulary);
  if (problems.length > 0) throw new SchemeError(problems);
  return parsed.data;
}

/** Shape says nothing of the text itself: a lone surrogate would have no canonical bytes. */
function assertCanonical(input: unknown): void {
  try {
    canonicalise(input);
  } catch (error) {
    if (!(error instanceof NotCanonicalError)) throw error;
    throw new SchemeError([
      { path: error.path, value: undefined, message: error.message.slice(error.message.indexOf(' ') + 1) },
    ]);
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}

type Issue = z.core.$ZodIssue;

/** One issue of the shape as sentences that say what would be right. */
function problemsOf(issue: Issue, parent: readonly PropertyKey[]): SchemeProblem[] {
  const path = [...parent, ...issue.path];
  const value: unknown = issue.input;
  const problem = (message: string): SchemeProblem[] => [
    { path: pointer(path), value, message: value === undefined ? `is missing: it ${message}` : message },
  ];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: pointer([...path, key]),
        value: (value as Record<string, unknown> | undefined)?.[key],
        message: 'is not part of the scheme language here: remove it, or correct its name.',
      }));
    case 'invalid_type':
      return problem(issue.message.startsWith('must') ? issue.message : `must be ${expected(issue.expected)}.`);
    case 'invalid_value':
      if (issue.message.startsWith('must')) return problem(issue.message);
      return problem(`must be one of: ${issue.values.map(String).join(', ')}.`);
    case 'invalid_key':
      return problem(issue.issues.map(({ message }) => message).join(' '));
    case 'invalid_union': {
      const nearest = nearestAlternative(issue.errors);
      if (nearest) return nearest.flatMap((inner) => problemsOf(inner, path));
      return problem(issue.message);
    }
    case 'too_small':
      if (issue.message.startsWith('must')) return problem(issue.message);
      return problem(
        issue.origin === 'array'
          ? `must have at least ${itemCount(issue.minimum)}.`
          : `must be at least ${issue.minimum}.`,
      );
    case 'too_big':
      if (issue.message.startsWith('must')) return problem(issue.message);
      if (issue.origin === 'array') return problem(`must have at most ${itemCount(issue.maximum)}.`);
      if (issue.origin === 'string') return problem(`must have at most ${issue.maximum} characters.`);
      return problem(`must be at most ${issue.maximum}.`);
    default:
      return problem(issue.message);
  }
}

/**
 * The alternative that the writer meant: the one whose members are all there and known and whose mistakes lie deeper, or
 * whose very text is malformed. Undefined when several could be meant: then the union says what it takes.
 */
function nearestAlternative(alternatives: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const meant = alternatives.filter((issues) =>
    issues.every((issue) =>
      issue.path.length > 0
        ? !isMissing(issue)
        : issue.code === 'invalid_format' || issue.code === 'too_big' || issue.code === 'invalid_union',
    ),
  );
  if (meant.length === 1) return meant[0];
  const formats = meant.filter((issues) => issues.every(({ code }) => code !== 'invalid_union'));
  return formats.length === 1 ? formats[0] : undefined;
}

const isMissing = (issue: Issue): boolean =>
  issue.path.length === 1 && issue.code === 'invalid_type' && issue.input === undefined;

const itemCount = (count: number | bigint): string => (Number(count) === 1 ? 'one item' : `${count} items`);

const EXPECTED: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'an integer',
  number: 'an integer',
  object: 'an object',
  record: 'an object',
  string: 'text',
  tuple: 'a list of two',
};

const expected = (type: string): string => EXPECTED[type] ?? type;
