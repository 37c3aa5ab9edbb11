/**
 * The kinds of case that the market tells, and how common each is: weights are parts of 1,000 cases, and calls and claims
 * are by far the most. A kind stands here once for each book in which it occurs.
 */
import type { Book } from './company.js';
import type { Story } from './story.js';
import { callStory } from './stories/call.js';
import { claimStory } from './stories/claim.js';
import { complaintStory } from './stories/complaint.js';
import { callbackStory, policyStory } from './stories/policy.js';
import { objectionStory, policyCareStory, renewalStory, servicingStory } from './stories/servicing.js';
import { surveyStory } from './stories/survey.js';
import { assessmentStory, inspectionStory } from './stories/workplace.js';

export interface SimulatedKind {
  /** First segment of the case's subject. */
  readonly name: string;
  readonly book: Book;
  readonly weight: number;
  /** Whether it begins at any hour; else between eight and eight. */
  readonly roundTheClock: boolean;
  readonly story: Story;
}

const kind = (name: string, book: Book, weight: number, story: Story, roundTheClock = false): SimulatedKind => ({
  name,
  book,
  weight,
  roundTheClock,
  story,
});

export const KINDS: readonly SimulatedKind[] = [
  kind('call', 'property', 235, callStory, true),
  kind('claim', 'property', 170, claimStory, true),
  kind('survey', 'property', 65, surveyStory),
  kind('objection', 'property', 24, objectionStory),
  kind('complaint', 'property', 14, complaintStory),
  kind('assessment', 'property', 6, assessmentStory),
  kind('inspection', 'property', 4, inspectionStory),
  kind('call', 'life', 140, callStory, true),
  kind('policy', 'life', 75, policyStory),
  kind('callback', 'life', 60, callbackStory),
  kind('claim', 'life', 55, claimStory, true),
  kind('servicing', 'life', 55, servicingStory),
  kind('survey', 'life', 35, surveyStory),
  kind('renewal', 'life', 26, renewalStory),
  kind('policy-care', 'life', 11, policyCareStory),
  kind('complaint', 'life', 10, complaintStory),
  kind('objection', 'life', 6, objectionStory),
  kind('assessment', 'life', 5, assessmentStory),
  kind('inspection', 'life', 4, inspectionStory),
];

const TOTAL = KINDS.reduce((sum, { weight }) => sum + weight, 0);

/** The part of all cases that are of a kind in a book, 0 to 1, seasons apart. */
export function shareOf(name: string, book: Book): number {
  return (KINDS.find((entry) => entry.name === name && entry.book === book)?.weight ?? 0) / TOTAL;
}
