export type SchemeDocument = unknown;
