export { canonicalise, MAX_DEPTH, NotCanonicalError } from './canonical.js';
export { formatTimestamp, isCanonicalTimestamp, parseTimestamp, TimestampError } from './timestamp.js';
