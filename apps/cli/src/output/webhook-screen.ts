/** Webhooks and their dead letters as tables for people. */
import type { DeadLetter, WebhookView } from '#assay/delivery';
import { NOTHING, showExact } from './figure.js';
import { instant } from './screen.js';
import { type Column, fitTable } from './table.js';

export function webhookTable(webhooks: readonly WebhookView[], width: number): string {
  const column = (
    heading: string,
    of: (webhook: WebhookView) => string | number,
    more: Partial<Column> = {},
  ): Column => ({
    heading,
    align: more.align ?? 'left',
    cells: webhooks.map((webhook) => String(of(webhook))),
    ...more,
  });
  const count = (heading: string, of: (webhook: WebhookView) => number): Column =>
    column(heading, (webhook) => showExact(of(webhook)), { align: 'right' });
  return fitTable(
    [
      column('Webhook', ({ id }) => id),
      column('URL', ({ url }) => url, { flexible: true }),
      column('Schemes', ({ schemes }) => schemes.join(', '), { optional: true }),
      column('Period', ({ period }) => period),
      column('State', ({ state }) => state),
      count('Waiting', ({ waiting }) => waiting),
      count('Dead', ({ dead }) => dead),
      count('Delivered', ({ delivered }) => delivered),
      column('Last error', ({ lastError }) => lastError ?? NOTHING, { optional: true }),
    ],
    width,
  ).text;
}

export function deadLetterTable(letters: readonly DeadLetter[], width: number): string {
  const column = (heading: string, of: (letter: DeadLetter) => string, more: Partial<Column> = {}): Column => ({
    heading,
    align: 'left',
    cells: letters.map(of),
    ...more,
  });
  return fitTable(
    [
      column('Message', ({ id }) => id),
      column('Unit', ({ unit }) => unit, { flexible: true }),
      column('Position', ({ position }) => showExact(position), { align: 'right' }),
      column('Tries', ({ attempts }) => showExact(attempts), { align: 'right' }),
      column('Since', ({ createdAt }) => instant(createdAt), { optional: true }),
      column('Last error', ({ lastError }) => lastError ?? NOTHING, { optional: true }),
    ],
    width,
  ).text;
}
