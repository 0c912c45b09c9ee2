import type { FieldDefinition } from '../../../shared/forms/definition.ts';
import type { RecordKind } from '../../../shared/forms/kinds.ts';
import { conditionsHold, isFieldEditable, isFieldShown } from '../../../shared/forms/validate.ts';
import { isEmptyValue } from '../../../shared/forms/values.ts';
import { FieldEditor } from '../../parts/FieldEditor.tsx';
import { FieldShow } from '../../parts/FieldShow.tsx';
import type { OpenRecord } from './useRecord.ts';

/** Groups of the form with the fields that belong to this record, in layout order. */
export function shownGroups(record: OpenRecord): { key: string; label: string; fields: FieldDefinition[] }[] {
  const { form, detail, head } = record;
  return form.layout.groups
    .map((group) => ({
      key: group.key,
      label: group.label,
      fields: form.fields.filter(
        (field) =>
          field.group === group.key &&
          !(workedBeside[detail.row.kind] ?? []).includes(field.key) &&
          isFieldShown(form, field, detail.content, detail.parts, head),
      ),
    }))
    .filter((group) => group.fields.length > 0 && !isAhead(record, group.fields));
}

/** A group that says nothing yet: a step that has not been reached, or what only the program fills and has not. */
function isAhead({ form, detail }: OpenRecord, fields: readonly FieldDefinition[]): boolean {
  return fields.every((field) => {
    const part = form.parts.find((one) => one.key === field.part);
    const later = field.readOnly || part?.editableIn !== undefined;
    return (
      later && isEmptyValue(detail.content[field.key]) && !isFieldEditable(form, field, detail.row.state)
    );
  });
}

/** Whether the field must be filled, as things stand. */
export function isRequired(record: OpenRecord, field: FieldDefinition): boolean {
  const { detail, head } = record;
  return (
    field.required ||
    (field.requiredWhen !== undefined && conditionsHold(field.requiredWhen, detail.content, head))
  );
}

/** Whether the field may be written by this person in the record's present state. */
export function isWritable({ detail, form }: OpenRecord, field: FieldDefinition): boolean {
  return detail.editable && isFieldEditable(form, field, detail.row.state);
}

/** One field: its editor while it may be written, its value otherwise. */
export function RecordField(props: { record: OpenRecord; field: FieldDefinition; hideLabel?: boolean }) {
  const { record, field } = props;
  const value = record.detail.content[field.key];
  if (!isWritable(record, field)) {
    return (
      <>
        {props.hideLabel !== true && <div className="field-label">{field.label}</div>}
        <FieldShow field={field} value={value} />
      </>
    );
  }
  return (
    <FieldEditor
      field={field}
      value={value}
      required={isRequired(record, field)}
      hideLabel={props.hideLabel ?? false}
      problem={record.problems[field.key]}
      onCommit={(next) => record.saveField(field.key, next)}
    />
  );
}

/** Lists that stand live in a panel of their own (serials of a change, lines of a plan and of a stock-taking). */
const workedBeside: Readonly<Partial<Record<RecordKind, readonly string[]>>> = {
  designChange: ['serials'],
  sparesPlan: ['lines'],
  stockTaking: ['lines'],
};

/** The form on screen: its groups, two columns, each with an id for the anchors. */
export function FormFields({ record, idPrefix }: { record: OpenRecord; idPrefix: string }) {
  return (
    <>
      {shownGroups(record).map((group) => (
        <section key={group.key} className="section" id={`${idPrefix}-${group.key}`}>
          <h2>{group.label}</h2>
          <div className="fields">
            {group.fields.map((field) => (
              <div
                key={field.key}
                className={field.width === 2 ? 'field wide' : 'field'}
                data-field={field.key}
              >
                <RecordField record={record} field={field} />
              </div>
            ))}
          </div>
        </section>
      ))}
    </>
  );
}
