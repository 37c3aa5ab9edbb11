/** From what somebody asks for to a webhook that can be kept, or a sentence for each thing that is wrong. */
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { periodUnder } from '#assay/methodology';
import type { SchemeLibrary } from '#assay/scoring';
import { PeriodError, parseUnitPath } from '#assay/service-record';
import { watchedPeriods } from './watched-periods.js';
import { isMoving, type Webhook, WebhookError, webhookSettings } from './webhook.js';

export interface CheckedWebhook {
  readonly webhook: Webhook;
  /** `whsec_…`, or `env:NAME`. */
  readonly secret: string;
}

export interface WebhookRules {
  readonly library: SchemeLibrary;
  /** Whether plain HTTP and private addresses may be told: see {@link targetFault}. */
  readonly allowPrivateTargets: boolean;
  readonly now: () => number;
}

const SECRET_BYTES = 32;
const NAME_BYTES = 5;

/** @throws WebhookError, UnknownSchemeError, PeriodError, UnitPathError */
export function checkWebhook(request: unknown, { library, allowPrivateTargets, now }: WebhookRules): CheckedWebhook {
  const read = webhookSettings.safeParse(request);
  if (!read.success) {
    const mistakes = read.error.issues.map(({ path, message }) => `${path.join('.') || 'the webhook'}: ${message}`);
    throw new WebhookError(`That is no webhook: ${mistakes.join('; ')}.`);
  }
  const { id, secret, secretFrom, ...settings } = read.data;
  if (secret !== undefined && secretFrom !== undefined)
    throw new WebhookError('A webhook has secret or secretFrom, not both.');
  const fault = targetFault(settings.url, allowPrivateTargets);
  if (fault !== undefined) throw new WebhookError(fault);
  if (settings.unit !== undefined) parseUnitPath(settings.unit);
  for (const name of settings.schemes) {
    const { document } = library.get(name).scheme;
    if (settings.period.startsWith('..'))
      throw new PeriodError(`"${settings.period}" is written against another day each time: name both ends.`);
    const periods = isMoving(settings.period) ? watchedPeriods(settings.period, document, now()) : [settings.period];
    for (const period of periods) periodUnder(document, period);
  }
  return {
    webhook: { id: id ?? `webhook-${randomBytes(NAME_BYTES).toString('hex')}`, ...settings },
    secret: secretFrom ?? secret ?? newSecret(),
  };
}

export const newSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;

/**
 * Why a webhook may not be sent there. Names are resolved only when a message is sent, and what they resolve to is checked
 * then, each time; what is wrong to begin with is told at once.
 */
export function targetFault(text: string, allowPrivateTargets: boolean): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    return `url is "${text.slice(0, 200)}": write an address such as https://kpi.example/assay.`;
  if (url.username !== '' || url.password !== '')
    return 'url holds a name or password: leave them out, messages are signed.';
  if (allowPrivateTargets) return undefined;
  if (url.protocol === 'http:')
    return 'url begins with http: messages go over https. ASSAY_WEBHOOK_TARGETS=any allows plain http and private addresses.';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || host.endsWith('.localhost') || isPrivateAddress(host))
    return `url leads to ${host}, a private address. ASSAY_WEBHOOK_TARGETS=any allows private addresses.`;
  return undefined;
}

/** Addresses written out; the rest is refused when connecting, by what a name resolves to. */
const PRIVATE = /^(?:0|10|127|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168)\./;

function isPrivateAddress(host: string): boolean {
  const family = isIP(host);
  return family === 4 ? PRIVATE.test(host) : family === 6 && /^(?:::|f[cd]|fe[89ab])/i.test(host);
}
