/**
 * How a command ends: 0 fine, 1 the check failed, 2 bad usage or input, 130 stopped by Ctrl-C, 141 nobody reads on.
 * A failure is told in one plain sentence; the trace of where it arose is for those who ask for it (ASSAY_LOG_LEVEL=debug).
 */
export const EXIT = { fine: 0, checkFailed: 1, badInput: 2, interrupted: 130, brokenPipe: 141 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What the user asked cannot be done; the message says why and what would be right. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}

/** The user stopped the command: the reason with which its signal aborts. A command that knows how far it came says so. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  constructor(message = 'Stopped. What is recorded stays.') {
    super(message);
  }
}

/** The names that JavaScript gives its own errors: such a one is our fault, never the user's. */
const FAULTS = new Set(['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'EvalError', 'URIError']);

/** The sentence for a person. Our own errors are sentences already; the system's are translated; anything else is a fault. */
export function sentenceOf(error: unknown): string {
  if (!isError(error)) return `Something unknown went wrong: ${String(error)}`;
  const system = systemSentence(error);
  if (system !== undefined) return system;
  if (!FAULTS.has(error.name)) return error.message;
  return (
    `A fault in Assay, not in what you asked: ${error.message}\n` +
    'Set ASSAY_LOG_LEVEL=debug to see where it arose, and report it.'
  );
}

const SYSTEM_SENTENCES: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `There is no file ${path}.`,
  ENOTDIR: (path) => `${path} leads through a file that is no folder.`,
  EISDIR: (path) => `${path} is a folder; a file is needed.`,
  EACCES: (path) => `${path} may not be opened: permission denied.`,
  EPERM: (path) => `${path} may not be changed: operation not permitted.`,
  EROFS: (path) => `${path} lies on a read-only disk.`,
  ENOSPC: (path) => `The disk of ${path} is full.`,
  EADDRINUSE: () => 'The port is taken by another process; choose one with --port (0 takes any that is free).',
};

function systemSentence(error: NodeJS.ErrnoException): string | undefined {
  const sentence = error.code === undefined ? undefined : SYSTEM_SENTENCES[error.code];
  return sentence?.(error.path ?? 'a file');
}

export function isBrokenPipe(error: unknown): boolean {
  return isError(error) && 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}

/** By its shape: an error of another realm (a worker, a test's sandbox) is no `instanceof` ours. */
function isError(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'name' in error && 'message' in error;
}
