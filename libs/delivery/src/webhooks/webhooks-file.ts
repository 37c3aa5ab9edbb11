/** Webhooks that are listed in a file (`ASSAY_WEBHOOKS`), as those who keep their configuration in one place want it. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { type CheckedWebhook, checkWebhook, type WebhookRules } from './check-webhook.js';
import type { DeliveryStore } from './delivery-store.js';
import { WebhookError } from './webhook.js';

/** YAML or JSON: `webhooks:` and a list, each as `POST /v1/webhooks` takes it, with an id and a secret of its own. */
export async function readWebhooksFile(path: string, rules: WebhookRules): Promise<CheckedWebhook[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new WebhookError(
      `ASSAY_WEBHOOKS names ${path}, which cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  });
  let list: unknown;
  try {
    list = (parse(text) as { webhooks?: unknown } | null)?.webhooks;
  } catch (error) {
    throw new WebhookError(`${path} is no YAML or JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!Array.isArray(list)) throw new WebhookError(`${path} must hold "webhooks:" and a list.`);
  const seen = new Set<string>();
  return list.map((entry: unknown, index) => {
    const { id, secret, secretFrom } = (entry ?? {}) as { id?: unknown; secret?: unknown; secretFrom?: unknown };
    const place = `${path}, webhook ${index + 1}`;
    if (typeof id !== 'string') throw new WebhookError(`${place} has no id: give it a name that stays.`);
    if (seen.has(id)) throw new WebhookError(`${place}: "${id}" stands there twice.`);
    seen.add(id);
    if (secret === undefined && secretFrom === undefined)
      throw new WebhookError(`${place} ("${id}") has no secret: write secret: whsec_… or secretFrom: env:NAME.`);
    try {
      return checkWebhook(entry, rules);
    } catch (error) {
      throw new WebhookError(`${place} ("${id}"): ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}

/** The store has what the file lists, and of its kind nothing else. */
export function takeOver(store: DeliveryStore, listed: readonly CheckedWebhook[]): void {
  store.transaction(() => {
    const kept = new Map(store.webhooks().map((webhook) => [webhook.id, webhook.origin]));
    for (const { webhook, secret } of listed) {
      const origin = kept.get(webhook.id);
      if (origin === 'command')
        throw new WebhookError(
          `The file of webhooks lists "${webhook.id}", which was added by command: remove it, or name one of them otherwise.`,
        );
      if (origin === 'file') store.change(webhook, secret);
      else store.add(webhook, secret, 'file');
    }
    const names = new Set(listed.map(({ webhook }) => webhook.id));
    for (const [id, origin] of kept) if (origin === 'file' && !names.has(id)) store.remove(id);
  });
}
