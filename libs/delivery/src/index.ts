export {
  type Circular,
  type CircularQuery,
  DEFAULT_OFFSET,
  DEFAULT_PAR,
  type InspectedUnit,
  type ItemBelowPar,
  type Repeat,
  type ReportedFinding,
} from './circulars/circular.js';
export { CIRCULAR_FORMATS, circularDocument, type CircularFormat } from './circulars/circular-document.js';
export { Circulars } from './circulars/circulars.js';
export type { DeliveredDocument } from './delivered-document.js';
export { Exporter } from './exports/exporter.js';
export {
  EXPORT_FORMATS,
  EXPORT_SUBJECTS,
  type ExportFormat,
  type ExportQuery,
  type ExportSubject,
} from './exports/export-query.js';
export { type Language, LANGUAGES } from './language.js';
export type { DeadLetter } from './webhooks/delivery-store.js';
export type { DeliveryOutcome } from './webhooks/post.js';
export {
  CHANGES,
  MOVING_PERIODS,
  UnknownWebhookError,
  WebhookError,
  type WebhookRequest,
  webhookSettings,
  type WebhookView,
} from './webhooks/webhook.js';
export { type AddedWebhook, Webhooks, type WebhooksOptions } from './webhooks/webhooks.js';
