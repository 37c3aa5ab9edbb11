/**
 * Node's flags for a process that serves. A page of events makes some megabytes that are garbage once it is scored, and what does
 * not fit into the young heap is copied, and collected twice: with room for 32 MB instead of Node's 16 a server takes 8 % less
 * processor time for an event than without flags, and 23 % less than with those that keep an import small. Twice as much again is slower.
 * They count for all threads.
 */
export const SERVING_FLAGS: readonly string[] = ['--max-semi-space-size=32'];
