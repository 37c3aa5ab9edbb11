/** A webhook: to whom which changes of which boards are told. */
import { UNIT_LEVELS } from '#assay/service-record';
import { z } from 'zod';

/** What can change for a unit on a board. The weightiest that changed and is subscribed to gives a message its type. */
export const CHANGES = ['grade', 'score', 'rank', 'state'] as const;
export type Change = (typeof CHANGES)[number];

/** Periods that move with the calendar: the one that is running and, as facts arrive late, the one before it. */
export const MOVING_PERIODS = ['year', 'half', 'quarter', 'month', 'week', 'day'] as const;
export type MovingPeriod = (typeof MOVING_PERIODS)[number];

export const isMoving = (period: string): period is MovingPeriod =>
  (MOVING_PERIODS as readonly string[]).includes(period);

const ID = /^[a-z0-9][a-z0-9-]{0,62}$/;
/** Standard Webhooks: 24 to 64 random bytes in base64 after the prefix. */
const SECRET = /^whsec_(?=[A-Za-z0-9+/=]{32,88}$)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What may be asked for, by command, over HTTP and in a file of webhooks. */
export const webhookSettings = z.strictObject({
  id: z
    .string()
    .regex(ID, { error: 'write lower-case letters, digits and hyphens, at most 63' })
    .optional()
    .describe('Its name. Left out, one is made.'),
  url: z.string().max(2_000).describe('Where the messages are sent by POST. No redirect is followed.'),
  schemes: z.array(z.string().max(100)).min(1).max(50).describe('Schemes whose boards are watched, by id.'),
  period: z
    .string()
    .max(40)
    .describe(
      '`2024`, `2024-Q3` …, or one that moves with the calendar: `year`, `half`, `quarter`, `month`, `week`, `day` (that which is ' +
        'running, and the one before it).',
    ),
  unitLevel: z.enum(UNIT_LEVELS).default('company').describe('Whose results.'),
  unit: z.string().max(512).optional().describe('Only this unit and what lies below it.'),
  changes: z
    .array(z.enum(CHANGES))
    .min(1)
    .default([...CHANGES])
    .describe('What is told when it changes.'),
  maxAttempts: z.int().min(1).max(1_000).default(12).describe('Tries before a message is set aside as a dead letter.'),
  timeoutMs: z.int().min(100).max(60_000).default(10_000).describe('How long one try may take, in milliseconds.'),
  secret: z
    .string()
    .regex(SECRET, { error: 'write whsec_ and 24 to 64 bytes in base64, or leave it out and one is made' })
    .optional()
    .describe('What the messages are signed with. Left out, one is made and told once.'),
  secretFrom: z
    .string()
    .regex(/^env:[A-Za-z_]\w*$/, { error: 'write env: and the name of an environment variable of the server' })
    .optional()
    .describe('Where the server finds the secret, so that it is kept nowhere in the data folder: `env:KPI_SECRET`.'),
});

/** As somebody asks for it. */
export type WebhookRequest = z.input<typeof webhookSettings>;

/** A webhook as it is kept; its secret lies beside it. */
export interface Webhook extends Omit<z.output<typeof webhookSettings>, 'id' | 'secret' | 'secretFrom'> {
  readonly id: string;
}

/** `file`: listed in the file of webhooks and changed there alone. */
export type WebhookOrigin = 'command' | 'file';

/** A webhook with how it fares; never with its secret. */
export interface WebhookView extends Webhook {
  readonly origin: WebhookOrigin;
  /** `gone`: the receiver answered 410, and nothing is sent until somebody resumes it. */
  readonly state: 'active' | 'gone';
  /** Messages not yet delivered, and since when the oldest of them waits. */
  readonly waiting: number;
  readonly waitingSince: string | null;
  /** Messages set aside after too many tries. */
  readonly dead: number;
  readonly delivered: number;
  readonly failedAttempts: number;
  readonly lastDeliveredAt: string | null;
  readonly lastError: string | null;
  readonly lastErrorAt: string | null;
}

/** What somebody asked for cannot be a webhook, or there is none of that name. The message says what would be right. */
export class WebhookError extends Error {
  override readonly name: string = 'WebhookError';
}

export class UnknownWebhookError extends WebhookError {
  override readonly name = 'UnknownWebhookError';
  constructor(id: string) {
    super(`There is no webhook "${id.slice(0, 100)}". "assay webhook list" names those there are.`);
  }
}
