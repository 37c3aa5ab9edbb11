import type { Findings } from './findings.js';

/** Checks which periods a scheme says that it is meant for: each once, and its own window not beside any window. */
export function periodProblems(findings: Findings): void {
  const { periods } = findings.document;
  if (!periods) return;
  periods.kinds.forEach((kind, index) => {
    if (periods.kinds.indexOf(kind) < index) findings.add(['periods', 'kinds', index], kind, 'is listed twice.');
  });
}
