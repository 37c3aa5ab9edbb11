/** In which order an import's events are recorded. */
export type EventOrder = 'occurred' | 'case';
