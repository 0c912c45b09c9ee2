import { displayInstant } from '../../../shared/forms/display.ts';
import { moveWords } from '../../../shared/lifecycle/states.ts';
import { masterWords } from '../../parts/MasterPicker.tsx';
import { MarkingTag } from '../../parts/tags.tsx';
import { isRequired, isWritable, RecordField, shownGroups } from './FormFields.tsx';
import type { OpenRecord } from './useRecord.ts';

/** The form as the paper shows it: marking left, form number right, title centred, ruled cells, signatures below. */
export function PaperForm({ record, idPrefix }: { record: OpenRecord; idPrefix: string }) {
  const { form, detail } = record;
  const { row } = detail;
  const signatures = form.layout.paper.signatures;
  return (
    <div className="paper">
      <div className="paper-top">
        <MarkingTag marking={row.marking} />
        <span>
          {form.code}　第 {form.version} 版
        </span>
      </div>
      <h2 className="paper-title">{form.title}</h2>
      <div className="paper-number">编号：{row.archiveNumber ?? row.registrationNumber ?? '归档时编号'}</div>
      <div className="paper-grid">
        <div className="paper-label">用户单位</div>
        <div className="paper-value plain">{row.customer === null ? '—' : masterWords(row.customer)}</div>
        <div className="paper-label">产品</div>
        <div className="paper-value plain">
          {detail.equipment.length === 0 ? '—' : detail.equipment.map(masterWords).join('、')}
        </div>
        {shownGroups(record).map((group) => (
          <section key={group.key} className="paper-group" id={`${idPrefix}-${group.key}`}>
            <h3 className="paper-group-title">{group.label}</h3>
            {group.fields.map((field) => (
              <div
                key={field.key}
                className={field.width === 2 ? 'paper-field wide' : 'paper-field'}
                data-field={field.key}
              >
                <div className="paper-label">
                  {field.label}
                  {isWritable(record, field) && isRequired(record, field) && (
                    <span className="required"> *</span>
                  )}
                </div>
                <div className="paper-value">
                  <RecordField record={record} field={field} hideLabel />
                </div>
              </div>
            ))}
          </section>
        ))}
        {signatures.length > 0 && (
          <div className="paper-signatures">
            {signatures.map((place) => {
              const verb = place.move === null ? null : moveWords[place.move];
              const signed = detail.history.findLast((entry) => entry.act === verb);
              return (
                <div key={place.label}>
                  {place.label}：
                  {signed === undefined ? '　' : `${signed.by}　${displayInstant(signed.at).slice(0, 10)}`}
                </div>
              );
            })}
          </div>
        )}
        {form.layout.paper.customerSignature && (
          <div className="paper-seal">
            <span>用户签字（盖章）</span>
            <span className="paper-seal-circle" aria-hidden="true">
              盖章处
            </span>
          </div>
        )}
      </div>
    </div>
  );
}
