/** Surveys after a contact: about half come back. */
import { HOUR_MS, MINUTE_MS } from '../calendar.js';
import { logistic } from '../random.js';
import type { Scene, Step } from '../story.js';

const QUESTIONS = ['attitude', 'competence', 'outcome'];

export function surveyStory(scene: Scene): readonly Step[] {
  const { random, unit, quality } = scene;
  const about = random.pick(['call', 'call', 'call', 'claim', 'servicing', 'sale']);
  const afterCall = about === 'call';
  const satisfied = logistic(2.2 + 0.7 * quality);
  const answer = (question: string): object => {
    const said = { question, satisfied: random.chance(satisfied) };
    return afterCall ? said : { ...said, mark: 3 + random.below(8) };
  };
  const channel = afterCall ? 'keypad' : random.pick(['sms', 'app', 'letter']);
  const steps: Step[] = [
    { type: 'survey.sent.v1', at: scene.at, data: { unit, about, channel }, slip: { channel: 'sms' } },
  ];
  if (random.chance(afterCall ? 0.6 : 0.35)) {
    // Keys are pressed at once, letters are answered when they are.
    const wait = afterCall ? random.between(5, 60) * 1000 : MINUTE_MS + random.logNormal(9 * HOUR_MS, 1.1);
    const answers = QUESTIONS.slice(0, 1 + random.below(3)).map(answer);
    steps.push({ type: 'survey.returned.v1', at: scene.at + wait, data: { answers } });
  }
  return steps;
}
