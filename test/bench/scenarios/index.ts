import type { Scenario } from '../figure.js';
import { addScheme } from './add-scheme.js';
import { board } from './board.js';
import { counterfactual } from './counterfactual.js';
import { explanation } from './explanation.js';
import { history } from './history.js';
import { lines, posts } from './http.js';
import { importRegisterScenario } from './import-register.js';
import { knownAt } from './known-at.js';
import { ledgers } from './ledgers.js';
import { memory } from './memory.js';
import { peers } from './peers.js';
import { rebuild } from './rebuild.js';
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
  ledgers,
  knownAt,
  explanation,
  counterfactual,
  history,
  addScheme,
  rebuild,
  peers,
];
