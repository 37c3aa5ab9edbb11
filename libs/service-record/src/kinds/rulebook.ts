/**
 * The rulebooks that the committee has published, all in one stream: what is published is never changed, a new version stands
 * beside the old one. The ledger's own case: it concerns no insurer's unit.
 */
import { describeCase, instant, list } from '../life-cycle.js';
import { Count, Members, Note, Optional, Text } from '../fields.js';

export class SchemePublished {
  @Text('Id of the scheme.', 100)
  id!: string;

  @Count('Its version, from 1 on.', 1)
  version!: number;

  @Text('SHA-256 (hex) of the canonical bytes of the document.', 64)
  hash!: string;

  @Members('The scheme document itself, as docs/schemes.md describes it.')
  document!: object;

  @Optional()
  @Note('On whose decision it was published, and why.')
  note?: string;
}

/** The one rulebook of a ledger. */
export const RULEBOOK = 'rulebook/schemes';

const rulebookCase = describeCase({
  kind: 'rulebook',
  summary:
    'The rulebooks that this ledger scores by beside those that come with the product. There is one: rulebook/schemes.',
  attributes: {
    published: list('`id@version#hash` of each published scheme, in order of publication.'),
    lastPublishedAt: instant('When the last one was published.'),
  },
  statuses: { open: { doc: 'Rulebooks can be published.' } },
});

export const rulebook = rulebookCase.kind([
  rulebookCase.fact({
    type: 'scheme.published.v1',
    summary: 'The committee published a rulebook, or a new version of one.',
    dto: SchemePublished,
    past: 'took in a scheme',
    infinitive: 'take in that scheme',
    opens: true,
    from: ['open'],
    to: 'open',
    subjectFault: (_data, subject) =>
      subject === RULEBOOK ? undefined : `A ledger has one rulebook: its subject is ${RULEBOOK}.`,
    against: ({ id, version }, _at, { published = [] }) =>
      published.some((name) => name.startsWith(`${id}@${version}#`))
        ? `${id}@${version} is published already, and what is published is never changed: give the new rulebook version ${version + 1}.`
        : undefined,
    effect: ({ id, version, hash }, at, { published = [] }) => ({
      published: [...published, `${id}@${version}#${hash}`],
      lastPublishedAt: at,
    }),
  }),
]);
