import type { FieldDefinition } from '../../shared/forms/definition.ts';
import type { Json } from '../shell/settings.tsx';

/** Props of an editor of one field. */
export interface FieldEditorProps {
  readonly field: FieldDefinition;
  readonly value: unknown;
  /** Called when the field is left with a changed value, or at once where a choice is made. Empty is null. */
  readonly onCommit: (value: Json) => void;
  readonly problem?: string | null | undefined;
  readonly required?: boolean;
  /** On the paper form the label stands in the cell beside. */
  readonly hideLabel?: boolean;
  readonly autoFocus?: boolean;
}
