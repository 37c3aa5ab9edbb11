import type { RecordResult, RefusalCode } from '#assay/intake';

/** What a sender is told of one event: a receipt, or why it was not taken. */
export type Receipt =
  | {
      readonly status: 'accepted' | 'duplicate';
      readonly id: string;
      readonly case: string;
      readonly position: number;
      readonly recordedAt: string;
    }
  | {
      readonly status: 'refused';
      readonly code: RefusalCode;
      readonly detail: string;
      readonly field?: string;
      readonly value?: string;
    };

export function receiptOf(result: RecordResult): Receipt {
  return result.status === 'refused' ? { status: 'refused', ...result.refusal } : result;
}

/** 409: the ledger as it stands says no. 413: too large. 400: no JSON object at all. 422: understood, and not valid. */
export function statusOf(code: RefusalCode): number {
  switch (code) {
    case 'contradiction':
    case 'id-conflict':
      return 409;
    case 'too-large':
      return 413;
    case 'not-json':
      return 400;
    default:
      return 422;
  }
}
