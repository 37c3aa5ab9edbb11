/** What a receiver gets: one change of one unit's result, as a Standard Webhooks message. */
import { createHash } from 'node:crypto';
import type { KnownAt } from '#assay/scoring';
import type { UnitLevel } from '#assay/service-record';
import { canonicalise } from '#assay/transparency';
import { changed, type Standing, type UnitChange } from './change.js';
import type { Change, Webhook } from './webhook.js';

export interface Board {
  readonly ledger: string;
  readonly scheme: string;
  readonly version: number;
  readonly schemeHash: string;
  readonly period: string;
  readonly unitLevel: UnitLevel;
  readonly knownAt: KnownAt;
}

export interface Message {
  /** The same for the same change however often it is sent: a receiver drops what it has seen. */
  readonly id: string;
  readonly unit: string;
  readonly position: number;
  /** JSON, letter for letter what is signed and sent. */
  readonly body: string;
}

/** The body of a message, parsed. */
export interface MessageBody {
  readonly type: `${Change}.changed` | 'webhook.test';
  /** When the last event behind it was recorded. */
  readonly timestamp: string | null;
  readonly data: Board &
    UnitChange & {
      /** What changed, the weightiest first. */
      readonly changed: readonly Change[];
      /** Whether the unit is of a made-up market. */
      readonly simulated: boolean;
    };
}

/** Null when nothing changed that the webhook is about. */
export function messageOf(
  { id: webhook, changes }: Pick<Webhook, 'id' | 'changes'>,
  board: Board,
  change: UnitChange,
  simulated: boolean,
): Message | null {
  const different = changed(change.from, change.to);
  const weightiest = different.find((what) => changes.includes(what));
  if (weightiest === undefined) return null;
  const { position, recordedAt } = board.knownAt;
  const body: MessageBody = {
    type: `${weightiest}.changed`,
    timestamp: recordedAt,
    data: { changed: different, ...change, ...board, simulated },
  };
  const { ledger, schemeHash, period, unitLevel } = board;
  const identity = canonicalise([ledger, webhook, schemeHash, period, unitLevel, change.unit, position]);
  return {
    id: `msg_${createHash('sha256').update(identity).digest('base64url').slice(0, 32)}`,
    unit: change.unit,
    position,
    body: JSON.stringify(body),
  };
}

/**
 * A change that overtakes one not yet sent: what was told last is still what the earlier one began with.
 * Null when the unit is back where it was, so that nothing needs telling.
 */
export function overtaking(
  webhook: Pick<Webhook, 'id' | 'changes'>,
  earlier: string,
  board: Board,
  change: UnitChange,
  simulated: boolean,
): Message | null {
  const from: Standing | null = (JSON.parse(earlier) as MessageBody).data.from;
  return messageOf(webhook, board, { ...change, from }, simulated);
}
