import { fieldOf } from '../../shared/forms/definition.ts';
import { isFieldEditable, isFieldShown } from '../../shared/forms/validate.ts';
import { FieldEditor } from '../parts/FieldEditor.tsx';
import type { OpenRecord } from '../records/RecordPage/useRecord.ts';

const workFields = ['checkList', 'specialSummary', 'result'] as const;

/** The part of a task that those who were sent fill in, although the task itself is not theirs to write. */
export function TaskWork({ record }: { record: OpenRecord }) {
  const { detail, form, head } = record;
  return (
    <section className="section">
      <h2>
        核对与结果<span className="clause">由派出人员填写（5.5.1）</span>
      </h2>
      <div className="fields">
        {workFields.map((key) => {
          const field = fieldOf(form, key);
          if (field === undefined || !isFieldEditable(form, field, detail.row.state)) return null;
          if (!isFieldShown(form, field, detail.content, detail.parts, head)) return null;
          return (
            <div key={key} className="field wide" data-field={key}>
              <FieldEditor
                field={field}
                value={detail.content[key]}
                required={false}
                problem={record.problems[key]}
                onCommit={(value) => record.saveWork(key, value)}
              />
            </div>
          );
        })}
      </div>
    </section>
  );
}
