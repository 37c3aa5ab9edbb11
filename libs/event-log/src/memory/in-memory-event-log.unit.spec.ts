import { testEventLog } from '../event-log.contract.js';
import { InMemoryEventLog } from './in-memory-event-log.js';

testEventLog('InMemoryEventLog', { open: (settings) => Promise.resolve(new InMemoryEventLog(settings)) });
