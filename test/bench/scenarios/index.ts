import type { Scenario } from '../figure.js';
import { board } from './board.js';
import { lines, posts } from './http.js';
import { importRegisterScenario } from './import-register.js';
import { memory } from './memory.js';
import { peers } from './peers.js';
import { record } from './record.js';
import { replay } from './replay.js';
import { scoreMarket } from './score-market.js';

export const SCENARIOS: readonly Scenario[] = [
  record,
  importRegisterScenario,
  lines,
  posts,
  replay,
  board,
  scoreMarket,
  memory,
  peers,
];
