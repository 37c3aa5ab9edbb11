/** What is seen at the workplace: inspections by checklist, and what people learn, contest and are examined in. */
import { logistic } from '../random.js';
import { money, type Scene, type Step } from '../story.js';

const CHECKLIST = ['professional-appearance', 'business-skill', 'proactive-service', 'warm-service'];
const FINDINGS = [
  {
    finding: 'Queue numbers are not given out.',
    code: 'S-101',
    item: 'proactive-service',
    severity: 'minor',
    rule: 'counter service 3.2',
  },
  {
    finding: 'The complaints telephone number is not displayed.',
    code: 'S-204',
    item: 'warm-service',
    severity: 'major',
    rule: 'counter service 1.4',
  },
  {
    finding: 'A claim file lacks the notice of what documents are missing.',
    code: 'C-310',
    item: 'business-skill',
    severity: 'major',
    rule: 'claims 2.1',
  },
  {
    finding: 'A policy was sold without the risk notice.',
    code: 'X-001',
    item: 'business-skill',
    severity: 'critical',
    rule: 'sales 1.1',
  },
];
const COURSES = { training: 'service standards', contest: 'claims adjusting', qualification: 'service post level 2' };

export function inspectionStory({ random, unit, quality, at }: Scene): readonly Step[] {
  const items = CHECKLIST.map((item) => ({
    item,
    score: money(2500 * Math.min(1, logistic(1.9 + 0.5 * quality + 0.6 * random.normal()))),
    maximum: '25.00',
    par: '18.00',
  }));
  const findings = FINDINGS.filter(() => random.chance(0.28 - 0.08 * Math.max(-2, Math.min(2, quality))));
  const data = {
    unit,
    checklist: 'simulated service checklist 1',
    inspector: `inspector-${1 + random.below(40)}`,
    items,
    ...(findings.length === 0 ? {} : { findings }),
  };
  return [{ type: 'inspection.held.v1', at, data, slip: { inspector: 'inspector-99' } }];
}

export function assessmentStory({ random, unit, quality, at }: Scene): readonly Step[] {
  const form = random.pick(['training', 'training', 'contest', 'qualification'] as const);
  const score = Math.min(100, Math.round(74 + 8 * quality + 9 * random.normal()));
  const data = {
    unit,
    form,
    subject: COURSES[form],
    score: String(Math.max(0, score)),
    maximum: '100',
    ...(form === 'contest' ? { place: 1 + random.below(60) } : { passed: score >= 60 }),
  };
  return [{ type: 'assessment.taken.v1', at, data, slip: { score: String(Math.max(0, score - 3)) } }];
}
