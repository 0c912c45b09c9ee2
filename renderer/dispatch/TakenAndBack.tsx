import { Button } from '@mantine/core';
import { fieldOf } from '../../shared/forms/definition.ts';
import { isFieldEditable } from '../../shared/forms/validate.ts';
import { isEmptyValue } from '../../shared/forms/values.ts';
import { notBroughtBack, takenKinds, takenOf } from '../../shared/rules/itemsOut.ts';
import { ToneTag } from '../parts/tags.tsx';
import type { OpenRecord } from '../records/RecordPage/useRecord.ts';
import type { Json } from '../shell/settings.tsx';

/** While the return part is written: what was taken along and is not accounted for yet, and the list to begin with. */
export function TakenAndBack({ record }: { record: OpenRecord }) {
  const { detail, form } = record;
  const field = fieldOf(form, 'broughtBack');
  const writes =
    detail.row.kind === 'dispatchNotice' &&
    detail.editable &&
    field !== undefined &&
    isFieldEditable(form, field, detail.row.state);
  const taken = takenOf(detail.content);
  if (!writes || taken.length === 0) return null;
  const missing = notBroughtBack(detail.content);
  const fill = () =>
    record.saveField(
      'broughtBack',
      taken.map(({ name, number, quantity }) => ({
        name,
        quantity,
        ...(number === '' ? {} : { number }),
        state: 'unused',
      })) as Json[],
    );
  return (
    <section className="section" aria-label="携带与带回">
      <h2>
        携带与带回 <b>{missing.length}</b>
        <span className="clause">返回上交时没有着落的列入追查（5.5.6）</span>
      </h2>
      {missing.length === 0 ? (
        <p>
          <ToneTag tone="done">携带的物品都有着落</ToneTag>
        </p>
      ) : (
        <ul className="named-rows">
          {missing.map((item) => (
            <li key={`${item.kind}-${item.name}-${item.number}`}>
              <ToneTag tone={item.kind === 'medium' ? 'refused' : 'attention'}>
                {takenKinds[item.kind]}
              </ToneTag>
              <span>
                {item.name} {item.number}
              </span>
              <span className="dim">{item.quantity} 未说明去向</span>
            </li>
          ))}
        </ul>
      )}
      {isEmptyValue(detail.content.broughtBack) && (
        <Button size="xs" variant="default" onClick={fill}>
          带回物品照携带清单填写
        </Button>
      )}
    </section>
  );
}
