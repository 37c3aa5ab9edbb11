/** What is wrong with one member of a scheme, and what would be right. */
export interface SchemeProblem {
  /** JSON Pointer (RFC 6901) to the member: `/measures/3/weight`; empty for the document itself. */
  readonly path: string;
  /** The value that stands there; undefined when the member is missing. */
  readonly value: unknown;
  /** The rest of a sentence that begins with the path: `must be …`. */
  readonly message: string;
}

/** A scheme that cannot be used, with everything that is wrong with it. */
export class SchemeError extends Error {
  override readonly name = 'SchemeError';

  constructor(readonly problems: readonly SchemeProblem[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    super(`The scheme has ${count}:\n${problems.map((problem) => `  ${problemLine(problem)}`).join('\n')}`);
  }
}

/** One problem as a line: `/measures/3/weight (-5) must be positive.` */
export function problemLine({ path, value, message }: SchemeProblem): string {
  const shown = value === undefined || (typeof value === 'object' && value !== null) ? '' : ` (${short(value)})`;
  return `${path === '' ? 'The document' : path}${shown} ${message}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** A path in the document as JSON Pointer. */
export function pointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
