import type { FormDefinition } from '../../../shared/forms/definition.ts';
import type { FormContent } from '../../../shared/forms/values.ts';
import type { Instant } from '../../../shared/ids.ts';
import type { Move } from '../../../shared/lifecycle/states.ts';

/** A signature as paper shows it. */
export interface PaperSignature {
  readonly name: string;
  readonly at: Instant;
  /** Who the deputy signed for; the paper then says 代. */
  readonly onBehalfOf: string | null;
}

/** A customer or product as paper shows it. */
export interface PaperReference {
  readonly code: string;
  readonly name: string;
}

/** Everything of a record that its paper shows. Read through the access rule before it comes here. */
export interface DocumentSource {
  readonly form: FormDefinition;
  readonly content: FormContent;
  /** Parts chosen for this case. */
  readonly parts: readonly string[];
  readonly registrationNumber: string | null;
  readonly archiveNumber: string | null;
  /** As written: 机密★10年. */
  readonly marking: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly author: string;
  readonly customer: PaperReference | null;
  /** Serial as code, model as name. */
  readonly equipment: readonly PaperReference[];
  readonly task: { readonly number: string; readonly title: string } | null;
  /** Name of the site that owns the record. */
  readonly site: string;
  readonly version: number;
  /** Digest of the content that is printed. */
  readonly digest: string;
  readonly signatures: Readonly<Partial<Record<Move, PaperSignature>>>;
}
