import { describeScheme, type RulebookLanguage, type SchemeDocument } from '#assay/methodology';

import type { SchemeLibrary } from '../scheme-library.js';

export interface SchemeQuery {
  /** Id, or `id@version`. */
  readonly scheme: string;
  /** In which the rules are told; default `en`. */
  readonly language?: RulebookLanguage | undefined;
}

export interface SchemeSummary {
  readonly id: string;
  readonly version: number;
  /** SHA-256 (hex) of the canonical bytes of the document: what makes it this rulebook and no other. */
  readonly hash: string;
  readonly title: SchemeDocument['title'];
  readonly summary: string;
  readonly measures: readonly string[];
}

export interface SchemeView extends SchemeSummary {
  readonly document: SchemeDocument;
  /** The rulebook in words, line by line. */
  readonly description: readonly string[];
}

export class Schemes {
  constructor(private readonly library: SchemeLibrary) {}

  list(): SchemeSummary[] {
    return this.library.schemes.map(({ id }) => this.summary(id));
  }

  /** @throws UnknownSchemeError */
  scheme({ scheme: name, language }: SchemeQuery): SchemeView {
    const { document } = this.library.get(name).scheme;
    return { ...this.summary(name), document, description: describeScheme(document, language) };
  }

  private summary(name: string): SchemeSummary {
    const { id, version, hash, measureIds, document } = this.library.get(name).scheme;
    return { id, version, hash, title: document.title, summary: document.summary, measures: measureIds };
  }
}
